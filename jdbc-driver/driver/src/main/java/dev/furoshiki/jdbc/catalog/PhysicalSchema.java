package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What encrypted columns look like on a kind of server, and the catalogue's own tables: types, CHECKs, and the statements
 * that make them. Stateless.
 */
interface PhysicalSchema {

    /** The type of a column of cells: one that UNIQUE and indexes can have, where the length of its values is bounded. */
    String cellType(EncryptedColumn column);

    /** The type of a column of equality indexes. */
    String indexType();

    /** Whether a column is of a type that holds bytes. */
    boolean isBinary(ServerColumn column);

    /**
     * Whether a column can hold what is kept under a type.
     *
     * @param type that of {@link #cellType} or {@link #indexType}
     */
    default boolean holds(ServerColumn column, String type) {
        return isBinary(column);
    }

    /** Keeps other clients from storing what is no cell: {@code CHECK (...)}; empty where the type does. */
    Optional<String> cellCheck(String column, CellType cellType);

    /** The same of an equality index. */
    Optional<String> indexCheck(String companion);

    /** Both are NULL, or neither. */
    String togetherCheck(String column, String companion);

    /** Whether the table has the CHECK. */
    boolean hasCheck(Connection plain, TableName table, String wanted) throws SQLException;

    /** Finds out whether the column holds anything that is no cell, as one row with one boolean. */
    String anyOther(TableName table, String column, CellType cellType);

    /** The statement that makes an index on a companion. */
    String createIndex(TableName table, String companion);

    String renameColumn(TableName table, String from, String to);

    /** Lets a column be NULL. */
    String dropNotNull(TableName table, String column, ServerColumn current);

    /** Makes a column without values one of another type; what it has of a default is gone, NOT NULL stays. */
    List<String> convert(TableName table, String column, ServerColumn current, String type);

    /** The name of one of the catalogue's tables as the server stores it. */
    String catalogTable(String name);

    /** The statements that make the types of cells and indexes where they are missing, in the transaction that needs them. */
    default List<String> createTypes() {
        return List.of();
    }

    /** The statements that make the catalogue's tables, and types, where they are missing. */
    List<String> createCatalog(String catalogTable, String keyTable);

    /** Makes every other writer of the catalogue wait until this transaction ends. */
    void lockCatalog(Connection plain, String catalogTable) throws SQLException;
}

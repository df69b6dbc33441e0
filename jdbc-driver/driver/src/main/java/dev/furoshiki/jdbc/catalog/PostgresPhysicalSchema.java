package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cells and indexes on PostgreSQL, in columns of {@link PostgresCellTypes}. Stateless. */
final class PostgresPhysicalSchema implements PhysicalSchema {

    private static final String BYTEA = "bytea";

    /** {@code furoshik} in ASCII: docs/formats/catalogue-manifest-v1.md. */
    private static final long ADVISORY_LOCK = 0x6675726f7368696bL;

    @Override
    public String cellType(EncryptedColumn column) {
        return PostgresCellTypes.of(column.cellType());
    }

    @Override
    public String indexType() {
        return PostgresCellTypes.INDEX;
    }

    @Override
    public boolean isBinary(ServerColumn column) {
        return column.type().equals(BYTEA) || PostgresCellTypes.areOurs(column.type());
    }

    @Override
    public boolean holds(ServerColumn column, String type) {
        return column.type().equals(type);
    }

    @Override
    public Optional<String> cellCheck(String column, CellType cellType) {
        return Optional.empty();
    }

    @Override
    public Optional<String> indexCheck(String companion) {
        return Optional.empty();
    }

    @Override
    public String togetherCheck(String column, String companion) {
        return PostgresCellTypes.together(column, companion);
    }

    /** Of a table itself there is but {@link #togetherCheck}, which comes with the companion. */
    @Override
    public boolean hasCheck(Connection plain, TableName table, String wanted) {
        return false;
    }

    @Override
    public String anyOther(TableName table, String column, CellType cellType) {
        return PostgresCellTypes.anyOther(table, column, cellType);
    }

    @Override
    public String createIndex(TableName table, String companion) {
        return "CREATE INDEX ON " + quoted(table) + " (" + SqlNames.quoted(companion) + ")";
    }

    @Override
    public String renameColumn(TableName table, String from, String to) {
        return alter(table, "RENAME COLUMN " + SqlNames.quoted(from) + " TO " + SqlNames.quoted(to));
    }

    @Override
    public String dropNotNull(TableName table, String column, ServerColumn current) {
        return alter(table, "ALTER COLUMN " + SqlNames.quoted(column) + " DROP NOT NULL");
    }

    @Override
    public List<String> convert(TableName table, String column, ServerColumn current, String type) {
        List<String> ddl = new ArrayList<>();
        String name = SqlNames.quoted(column);
        if (current.hasDefault()) {
            ddl.add(alter(table, "ALTER COLUMN " + name + " DROP DEFAULT"));
        }
        if (!holds(current, type)) {
            ddl.add(alter(table, "ALTER COLUMN " + name + " TYPE " + type + (isBinary(current) ? "" : " USING NULL")));
        }
        return ddl;
    }

    private static String alter(TableName table, String action) {
        return "ALTER TABLE " + quoted(table) + " " + action;
    }

    private static String quoted(TableName table) {
        return ServerKind.POSTGRESQL.quoted(table);
    }

    @Override
    public String catalogTable(String name) {
        return name;
    }

    @Override
    public List<String> createTypes() {
        return PostgresCellTypes.create();
    }

    @Override
    public List<String> createCatalog(String catalogTable, String keyTable) {
        List<String> statements = new ArrayList<>(createTypes());
        statements.add("CREATE TABLE IF NOT EXISTS " + catalogTable
                + " (id smallint PRIMARY KEY CHECK (id = 1), manifest bytea NOT NULL,"
                + " mac bytea NOT NULL CHECK (octet_length(mac) = 32), catalog_key bytea NOT NULL)");
        statements.add("CREATE TABLE IF NOT EXISTS " + keyTable
                + " (domain_id bytea NOT NULL CHECK (octet_length(domain_id) = 16), purpose smallint NOT NULL,"
                + " generation smallint NOT NULL, encrypted_key bytea NOT NULL,"
                + " PRIMARY KEY (domain_id, purpose, generation))");
        return statements;
    }

    @Override
    public void lockCatalog(Connection plain, String catalogTable) throws SQLException {
        try (Statement statement = plain.createStatement()) {
            statement.execute("SELECT pg_catalog.pg_advisory_xact_lock(" + ADVISORY_LOCK + ")");
        }
    }
}

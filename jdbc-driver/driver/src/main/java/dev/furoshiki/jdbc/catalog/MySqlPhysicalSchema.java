package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Cells in VARBINARY columns of MariaDB and MySQL, so that UNIQUE and indexes work, or in LONGBLOB ones where the type does
 * not bound their length. Stateless.
 */
final class MySqlPhysicalSchema extends CheckedSchema {

    /** A row holds 65,535 bytes of all its VARBINARY columns together; LONGBLOB takes but a pointer. */
    private static final int MOST_BYTES_IN_ROW = 4096;

    /** The servers write a CHECK in their own way: the operands and constants are kept. */
    private static final Pattern OURS =
            Pattern.compile("octet_length(?:\\S+)>=\\d+andsubstr(?:ing)?(?:\\S+),1,1=0x0[12]"
                    + "|octet_length(?:\\S+)=16|(?:\\S+)isnull=(?:\\S+)isnull");

    MySqlPhysicalSchema() {
        super(ServerKind.MYSQL, OURS);
    }

    @Override
    public String cellType(EncryptedColumn column) {
        OptionalInt bytes = CellChecks.mostCellBytes(column);
        return bytes.isPresent() && bytes.getAsInt() <= MOST_BYTES_IN_ROW
                ? "varbinary(" + bytes.getAsInt() + ")"
                : "longblob";
    }

    @Override
    public String indexType() {
        return "varbinary(" + CellChecks.INDEX_BYTES + ")";
    }

    @Override
    public boolean isBinary(ServerColumn column) {
        return column.type().startsWith("varbinary(") || column.type().equals("longblob");
    }

    @Override
    String beginsAs(String quoted, CellType cellType) {
        return "SUBSTRING(" + quoted + ", 1, 1) = " + CellChecks.firstByte(cellType, "0x", "");
    }

    @Override
    List<String> checks(Connection plain, TableName table) throws SQLException {
        String sql = ServerKind.isMariaDb(plain)
                ? "SELECT CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ? AND"
                        + " TABLE_NAME = ?"
                : "SELECT c.CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS c JOIN"
                        + " information_schema.TABLE_CONSTRAINTS t ON t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND"
                        + " t.CONSTRAINT_NAME = c.CONSTRAINT_NAME WHERE t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ? AND"
                        + " t.ENFORCED = 'YES'";
        return List.copyOf(SchemaQuestions.texts(plain, sql, table.schema(), table.table()));
    }

    /** Without the word CHECK, spaces, quotes and parentheses, functions by one of their names. */
    @Override
    String bare(String clause) {
        return SchemaQuestions.lower(clause)
                .replaceFirst("^check ", "")
                .replaceAll("[\\s()`]", "")
                .replaceAll("(?<![a-z_])length", "octet_length")
                .replace("substring", "substr")
                .replaceAll("x'([0-9a-f]+)'", "0x$1")
                .replaceAll("_binary|_utf8mb4", "");
    }

    /** Not by the column's own name, which is that of a UNIQUE over it. */
    @Override
    public String createIndex(TableName table, String companion) {
        return "CREATE INDEX " + quoted(companion + "_search") + " ON " + ServerKind.MYSQL.quoted(table) + " ("
                + quoted(companion) + ")";
    }

    @Override
    public String renameColumn(TableName table, String from, String to) {
        return alter(table, "RENAME COLUMN " + quoted(from) + " TO " + quoted(to));
    }

    @Override
    public String dropNotNull(TableName table, String column, ServerColumn current) {
        return alter(table, "MODIFY COLUMN " + quoted(column) + " " + current.type() + " NULL");
    }

    @Override
    public List<String> convert(TableName table, String column, ServerColumn current, String type) {
        boolean ready = isBinary(current) && !current.hasDefault();
        return ready
                ? List.of()
                : List.of(alter(
                        table,
                        "MODIFY COLUMN " + quoted(column) + " " + (isBinary(current) ? current.type() : type)
                                + (current.notNull() ? " NOT NULL" : "")));
    }

    @Override
    public String catalogTable(String name) {
        return name;
    }

    /** InnoDB: without transactions a manifest could be written in part. */
    @Override
    public List<String> createCatalog(String catalogTable, String keyTable) {
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + catalogTable
                        + " (id smallint PRIMARY KEY, manifest longblob NOT NULL, mac varbinary(32) NOT NULL,"
                        + " catalog_key longblob NOT NULL, CHECK (id = 1), CHECK (octet_length(mac) = 32)) ENGINE ="
                        + " InnoDB",
                "CREATE TABLE IF NOT EXISTS " + keyTable
                        + " (domain_id varbinary(16) NOT NULL, purpose smallint NOT NULL,"
                        + " generation smallint NOT NULL, encrypted_key longblob NOT NULL,"
                        + " PRIMARY KEY (domain_id, purpose, generation), CHECK (octet_length(domain_id) = 16))"
                        + " ENGINE = InnoDB");
    }
}

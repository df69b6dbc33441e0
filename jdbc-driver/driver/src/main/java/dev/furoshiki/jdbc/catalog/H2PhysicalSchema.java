package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Cells in VARBINARY columns of H2. Stateless. */
final class H2PhysicalSchema extends CheckedSchema {

    private static final String BINARY = "BINARY VARYING";

    /** As H2 writes them, without spaces, quotes and parentheses. */
    private static final Pattern OURS = Pattern.compile(
            "octet_length\\S+>=\\d+andsubstring\\S+from1for1=x'0[12]'|octet_length\\S+=16|\\S+isnull=\\S+isnull");

    H2PhysicalSchema() {
        super(ServerKind.H2, OURS);
    }

    @Override
    public String cellType(EncryptedColumn column) {
        OptionalInt bytes = CellChecks.mostCellBytes(column);
        return bytes.isPresent() && bytes.getAsInt() < 1_000_000_000 ? BINARY + "(" + bytes.getAsInt() + ")" : BINARY;
    }

    @Override
    public String indexType() {
        return BINARY + "(" + CellChecks.INDEX_BYTES + ")";
    }

    @Override
    public boolean isBinary(ServerColumn column) {
        return column.type().startsWith(BINARY);
    }

    @Override
    String beginsAs(String quoted, CellType cellType) {
        return "SUBSTRING(" + quoted + " FROM 1 FOR 1) = " + CellChecks.firstByte(cellType, "X'", "'");
    }

    @Override
    List<String> checks(Connection plain, TableName table) throws SQLException {
        return List.copyOf(SchemaQuestions.texts(
                plain,
                "SELECT c.CHECK_CLAUSE FROM INFORMATION_SCHEMA.CHECK_CONSTRAINTS c"
                        + " JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS t USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME)"
                        + " WHERE t.TABLE_SCHEMA = ? AND t.TABLE_NAME = ?",
                table.schema(),
                table.table()));
    }

    @Override
    String bare(String clause) {
        return SchemaQuestions.lower(clause).replaceFirst("^check ", "").replaceAll("[\\s()\"]", "");
    }

    @Override
    public String createIndex(TableName table, String companion) {
        return "CREATE INDEX ON " + ServerKind.H2.quoted(table) + " (" + quoted(companion) + ")";
    }

    @Override
    public String renameColumn(TableName table, String from, String to) {
        return alter(table, "ALTER COLUMN " + quoted(from) + " RENAME TO " + quoted(to));
    }

    @Override
    public String dropNotNull(TableName table, String column, ServerColumn current) {
        return alter(table, "ALTER COLUMN " + quoted(column) + " DROP NOT NULL");
    }

    @Override
    public List<String> convert(TableName table, String column, ServerColumn current, String type) {
        List<String> ddl = new ArrayList<>();
        if (current.hasDefault()) {
            ddl.add(alter(table, "ALTER COLUMN " + quoted(column) + " DROP DEFAULT"));
        }
        if (!isBinary(current)) {
            ddl.add(alter(table, "ALTER COLUMN " + quoted(column) + " SET DATA TYPE " + type + " USING NULL"));
        }
        return ddl;
    }

    /** In capitals, so that nobody has to quote it. */
    @Override
    public String catalogTable(String name) {
        return name.toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public List<String> createCatalog(String catalogTable, String keyTable) {
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + catalogTable
                        + " (id SMALLINT PRIMARY KEY CHECK (id = 1), manifest VARBINARY NOT NULL,"
                        + " mac VARBINARY(32) NOT NULL CHECK (OCTET_LENGTH(mac) = 32), catalog_key VARBINARY NOT NULL)",
                "CREATE TABLE IF NOT EXISTS " + keyTable
                        + " (domain_id VARBINARY(16) NOT NULL CHECK (OCTET_LENGTH(domain_id) = 16), purpose SMALLINT"
                        + " NOT NULL, generation SMALLINT NOT NULL, encrypted_key VARBINARY NOT NULL, PRIMARY KEY"
                        + " (domain_id, purpose, generation))");
    }
}

package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Cells in {@code bytea} columns of PostgreSQL. Stateless. */
final class PostgresPhysicalSchema implements PhysicalSchema {

    private static final String BYTEA = "bytea";

    /** {@code furoshik} in ASCII: docs/formats/catalogue-manifest-v1.md. */
    private static final long ADVISORY_LOCK = 0x6675726f7368696bL;

    @Override
    public String cellType(EncryptedColumn column) {
        return BYTEA;
    }

    @Override
    public String indexType() {
        return BYTEA;
    }

    @Override
    public boolean isBinary(ServerColumn column) {
        return column.type().equals(BYTEA);
    }

    @Override
    public String cellCheck(String column, CellType cellType) {
        return PostgresCellChecks.cell(column, cellType);
    }

    @Override
    public String indexCheck(String companion) {
        return PostgresCellChecks.index(companion);
    }

    @Override
    public String togetherCheck(String column, String companion) {
        return PostgresCellChecks.together(column, companion);
    }

    @Override
    public boolean checksInColumn() {
        return true;
    }

    @Override
    public boolean hasCheck(Connection plain, TableName table, String wanted) throws SQLException {
        try (PreparedStatement statement = plain.prepareStatement("""
            SELECT pg_catalog.pg_get_constraintdef(con.oid) FROM pg_catalog.pg_constraint con
            JOIN pg_catalog.pg_class c ON c.oid = con.conrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE con.contype = 'c' AND con.convalidated AND n.nspname = ? AND c.relname = ?
            """)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.table());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (PostgresCellChecks.same(rows.getString(1), wanted)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Override
    public String anyOther(TableName table, String column, CellType cellType) {
        return PostgresCellChecks.anyOther(table, column, cellType);
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
        if (!isBinary(current)) {
            ddl.add(alter(table, "ALTER COLUMN " + name + " TYPE bytea USING NULL::bytea"));
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
    public List<String> createCatalog(String catalogTable, String keyTable) {
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + catalogTable
                        + " (id smallint PRIMARY KEY CHECK (id = 1), manifest bytea NOT NULL,"
                        + " mac bytea NOT NULL CHECK (octet_length(mac) = 32), catalog_key bytea NOT NULL)",
                "CREATE TABLE IF NOT EXISTS " + keyTable
                        + " (domain_id bytea NOT NULL CHECK (octet_length(domain_id) = 16), purpose smallint NOT NULL,"
                        + " generation smallint NOT NULL, encrypted_key bytea NOT NULL,"
                        + " PRIMARY KEY (domain_id, purpose, generation))");
    }

    @Override
    public void lockCatalog(Connection plain, String catalogTable) throws SQLException {
        try (Statement statement = plain.createStatement()) {
            statement.execute("SELECT pg_catalog.pg_advisory_xact_lock(" + ADVISORY_LOCK + ")");
        }
    }
}

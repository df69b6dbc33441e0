package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.catalog.TableName;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes the database as the application declared it: encrypted columns with their logical types, no companion columns,
 * none of Furoshiki's tables.
 */
final class LogicalDatabaseMetaData extends UnownedDatabaseMetaData {

    private static final Set<String> OWN_TABLES = Set.of("furoshiki_catalog", "furoshiki_key");
    private static final Set<String> OWN_RELATIONS =
            Set.of("furoshiki_catalog", "furoshiki_key", "furoshiki_catalog_pkey", "furoshiki_key_pkey");

    private final EncryptingConnection connection;
    private final ConnectionScope scope;
    private final String url;

    LogicalDatabaseMetaData(
            DatabaseMetaData plain, EncryptingConnection connection, ConnectionScope scope, String url) {
        super(plain);
        this.connection = connection;
        this.scope = scope;
        this.url = url;
    }

    /** The catalogue's word on the table that a row is about. */
    private static Optional<TableColumns> table(Catalog catalog, MetadataRows row, String prefix) throws SQLException {
        String named = row.text(prefix + "TABLE_SCHEM");
        // MariaDB's and MySQL's drivers call a database a catalogue.
        String schema = named == null ? row.text(prefix + "TABLE_CAT") : named;
        String table = row.text(prefix + "TABLE_NAME");
        return schema == null || table == null
                ? Optional.empty()
                : Optional.ofNullable(catalog.tables().get(new TableName(schema, table)));
    }

    private static Optional<EncryptedColumn> ofCompanion(TableColumns table, @Nullable String name) {
        return table.encrypted().values().stream()
                .filter(column ->
                        column.companion().filter(it -> it.equals(name)).isPresent())
                .findFirst();
    }

    private static boolean isOwn(@Nullable String table) {
        return table != null && OWN_TABLES.contains(table.toLowerCase(Locale.ROOT));
    }

    /** An index or key on a companion is one on the column itself, as the application sees it. */
    private static void nameColumn(TableColumns table, MetadataRows row, String label) throws SQLException {
        Optional<EncryptedColumn> companionOf = ofCompanion(table, row.text(label));
        if (companionOf.isPresent()) {
            row.replace(label, companionOf.get().name());
        }
    }

    private static boolean showKeyColumn(Catalog catalog, MetadataRows row, String prefix) throws SQLException {
        Optional<TableColumns> table = table(catalog, row, prefix);
        if (table.isPresent()) {
            nameColumn(table.get(), row, prefix + "COLUMN_NAME");
        }
        return !isOwn(row.text(prefix + "TABLE_NAME"));
    }

    private static void describe(EncryptedColumn column, MetadataRows row) throws SQLException {
        LogicalColumnType type = LogicalColumnType.of(column.type());
        row.replace("DATA_TYPE", type.sqlType());
        row.replace("TYPE_NAME", type.typeName());
        row.replace("COLUMN_SIZE", type.precision());
        row.replace("DECIMAL_DIGITS", column.type().unconstrainedDecimal() ? null : (Integer) type.scale());
    }

    private static boolean showColumn(Catalog catalog, MetadataRows row) throws SQLException {
        Optional<TableColumns> table = table(catalog, row, "");
        if (table.isEmpty()) {
            return !isOwn(row.text("TABLE_NAME"));
        }
        String name = row.text("COLUMN_NAME");
        if (ofCompanion(table.get(), name).isPresent()) {
            return false;
        }
        row.replace("ORDINAL_POSITION", table.get().columnNames().indexOf(name) + 1);
        Optional<EncryptedColumn> column = table.get().encryptedColumn(String.valueOf(name));
        if (column.isPresent()) {
            LogicalColumnType type = LogicalColumnType.of(column.get().type());
            describe(column.get(), row);
            row.replace("CHAR_OCTET_LENGTH", type.hasOctetLength() ? (Integer) type.precision() : null);
            row.replace("SOURCE_DATA_TYPE", null); // what a cell's type is made of
        }
        return true;
    }

    @Override
    public ResultSet getTables(
            @Nullable String catalog,
            @Nullable String schemaPattern,
            @Nullable String tableNamePattern,
            String @Nullable [] types)
            throws SQLException {
        return MetadataRows.of(
                super.getTables(catalog, schemaPattern, tableNamePattern, types),
                row -> !OWN_RELATIONS.contains(
                        String.valueOf(row.text("TABLE_NAME")).toLowerCase(Locale.ROOT)));
    }

    @Override
    public ResultSet getColumns(
            @Nullable String catalog,
            @Nullable String schemaPattern,
            @Nullable String tableNamePattern,
            @Nullable String columnNamePattern)
            throws SQLException {
        Catalog current = scope.catalog();
        return MetadataRows.of(
                super.getColumns(catalog, schemaPattern, tableNamePattern, columnNamePattern),
                row -> showColumn(current, row));
    }

    @Override
    public ResultSet getTypeInfo() throws SQLException {
        return MetadataRows.of(super.getTypeInfo(), row -> !isOwnType(row.text("TYPE_NAME")));
    }

    @Override
    public ResultSet getUDTs(
            @Nullable String catalog,
            @Nullable String schemaPattern,
            @Nullable String typeNamePattern,
            int @Nullable [] types)
            throws SQLException {
        return MetadataRows.of(
                super.getUDTs(catalog, schemaPattern, typeNamePattern, types),
                row -> !isOwnType(row.text("TYPE_NAME")));
    }

    private static boolean isOwnType(@Nullable String type) {
        return type != null && type.contains("furoshiki_");
    }

    @Override
    public ResultSet getColumnPrivileges(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table,
            @Nullable String columnNamePattern)
            throws SQLException {
        Catalog current = scope.catalog();
        return MetadataRows.of(super.getColumnPrivileges(catalog, schema, table, columnNamePattern), row -> {
            Optional<TableColumns> known = table(current, row, "");
            boolean companion = known.isPresent()
                    && ofCompanion(known.get(), row.text("COLUMN_NAME")).isPresent();
            return !companion && !isOwn(row.text("TABLE_NAME"));
        });
    }

    @Override
    public ResultSet getTablePrivileges(
            @Nullable String catalog, @Nullable String schemaPattern, @Nullable String tableNamePattern)
            throws SQLException {
        return MetadataRows.of(
                super.getTablePrivileges(catalog, schemaPattern, tableNamePattern),
                row -> !isOwn(row.text("TABLE_NAME")));
    }

    @Override
    public ResultSet getBestRowIdentifier(
            @Nullable String catalog, @Nullable String schema, @Nullable String table, int scopeOfRow, boolean nullable)
            throws SQLException {
        Catalog current = scope.catalog();
        return MetadataRows.of(super.getBestRowIdentifier(catalog, schema, table, scopeOfRow, nullable), row -> {
            for (TableColumns known : current.tables().values()) {
                boolean asked = known.name().table().equals(table)
                        && (schema == null || schema.equals(known.name().schema()));
                if (asked) {
                    nameRowIdentifier(known, row);
                }
            }
            return !isOwn(table);
        });
    }

    private static void nameRowIdentifier(TableColumns table, MetadataRows row) throws SQLException {
        String name = row.text("COLUMN_NAME");
        Optional<EncryptedColumn> column =
                ofCompanion(table, name).or(() -> table.encryptedColumn(String.valueOf(name)));
        if (column.isPresent()) {
            row.replace("COLUMN_NAME", column.get().name());
            describe(column.get(), row);
        }
    }

    @Override
    public ResultSet getPrimaryKeys(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        Catalog current = scope.catalog();
        return MetadataRows.of(super.getPrimaryKeys(catalog, schema, table), row -> showKeyColumn(current, row, ""));
    }

    @Override
    public ResultSet getIndexInfo(
            @Nullable String catalog,
            @Nullable String schema,
            @Nullable String table,
            boolean unique,
            boolean approximate)
            throws SQLException {
        Catalog current = scope.catalog();
        return MetadataRows.of(
                super.getIndexInfo(catalog, schema, table, unique, approximate),
                row -> showKeyColumn(current, row, ""));
    }

    private static boolean showReference(Catalog catalog, MetadataRows row) throws SQLException {
        return showKeyColumn(catalog, row, "PK") && showKeyColumn(catalog, row, "FK");
    }

    @Override
    public ResultSet getImportedKeys(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        Catalog current = scope.catalog();
        return MetadataRows.of(super.getImportedKeys(catalog, schema, table), row -> showReference(current, row));
    }

    @Override
    public ResultSet getExportedKeys(@Nullable String catalog, @Nullable String schema, @Nullable String table)
            throws SQLException {
        Catalog current = scope.catalog();
        return MetadataRows.of(super.getExportedKeys(catalog, schema, table), row -> showReference(current, row));
    }

    @Override
    public ResultSet getCrossReference(
            @Nullable String parentCatalog,
            @Nullable String parentSchema,
            @Nullable String parentTable,
            @Nullable String foreignCatalog,
            @Nullable String foreignSchema,
            @Nullable String foreignTable)
            throws SQLException {
        Catalog current = scope.catalog();
        return MetadataRows.of(
                super.getCrossReference(
                        parentCatalog, parentSchema, parentTable, foreignCatalog, foreignSchema, foreignTable),
                row -> showReference(current, row));
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    /** What was connected to, without properties. */
    @Override
    public String getURL() {
        return url;
    }

    @Override
    public String getDriverName() throws SQLException {
        return "Furoshiki over " + super.getDriverName();
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        return Unwrapping.unwrap(this, iface);
    }

    @Override
    public boolean isWrapperFor(Class<?> iface) {
        return iface.isInstance(this);
    }
}

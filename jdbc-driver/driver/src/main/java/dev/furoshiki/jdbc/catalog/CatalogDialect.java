package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * One kind of server, as the catalogue deals with it. Immutable.
 *
 * @param definitionsCommit whether a data definition ends the open transaction, so that it and the manifest cannot be written
 *     in one
 */
record CatalogDialect(
        ServerKind kind, ServerSchema schema, PhysicalSchema physical, ColumnUses uses, boolean definitionsCommit) {

    private static final CatalogDialect POSTGRESQL = new CatalogDialect(
            ServerKind.POSTGRESQL, new PostgresSchema(), new PostgresPhysicalSchema(), new PostgresColumnUses(), false);

    private static final CatalogDialect MYSQL = new CatalogDialect(
            ServerKind.MYSQL, new MySqlSchema(), new MySqlPhysicalSchema(), new MySqlColumnUses(), true);

    private static final CatalogDialect H2 =
            new CatalogDialect(ServerKind.H2, new H2Schema(), new H2PhysicalSchema(), new H2ColumnUses(), true);

    static CatalogDialect of(Connection plain) throws SQLException {
        return switch (ServerKind.of(plain)) {
            case POSTGRESQL -> POSTGRESQL;
            case MYSQL -> MYSQL;
            case H2 -> H2;
        };
    }

    String quoted(String name) {
        return kind.quoted(name);
    }

    String quoted(TableName table) {
        return kind.quoted(table);
    }
}

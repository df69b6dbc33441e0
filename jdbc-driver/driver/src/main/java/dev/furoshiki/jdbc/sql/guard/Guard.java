package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.Dialect;

/**
 * What is decided of a statement by its tokens alone, in one dialect. Stateless.
 *
 * @param kinds what a statement does
 * @param routines which routines it may call
 * @param places where a name is but a column's
 * @param relations how relations are named
 */
public record Guard(StatementKinds kinds, RoutineCalls routines, ColumnPlaces places, RelationNames relations) {

    private static final Guard POSTGRESQL = new Guard(
            new PostgresStatementKinds(),
            new PostgresRoutineCalls(),
            new PostgresColumnPlaces(),
            new PostgresRelationNames());

    private static final Guard MYSQL = new Guard(
            new MySqlStatementKinds(), new MySqlRoutineCalls(), new MySqlColumnPlaces(), new MySqlRelationNames());

    private static final Guard H2 =
            new Guard(new H2StatementKinds(), new H2RoutineCalls(), new H2ColumnPlaces(), new H2RelationNames());

    public static Guard of(Dialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> POSTGRESQL;
            case MYSQL -> MYSQL;
            case H2 -> H2;
        };
    }
}

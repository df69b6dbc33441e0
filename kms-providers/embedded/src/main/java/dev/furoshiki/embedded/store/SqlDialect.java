package dev.furoshiki.embedded.store;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a server wants what H2 and PostgreSQL say differently. Immutable. */
sealed interface SqlDialect permits SqlDialect.H2, SqlDialect.Postgres {

    /** The SQLSTATE of rows that are not those which the keys in memory say: data_corrupted, as PostgreSQL calls it. */
    String NOT_AS_KNOWN = "XX001";

    /** A statement in which the tables' names stand in braces. */
    String sql(String statement);

    /** The folder of the scripts that make the tables, beside this class. */
    String scripts();

    /** Inserts a row, keys first, or replaces the one of the same keys. */
    String put(String table, List<String> keys, List<String> others);

    /** A store is all of a file: its tables have no other names. */
    record H2() implements SqlDialect {

        @Override
        public String sql(String statement) {
            return statement.replace("{", "").replace("}", "");
        }

        @Override
        public String scripts() {
            return "";
        }

        @Override
        public String put(String table, List<String> keys, List<String> others) {
            return "merge into " + table + " (" + columns(keys, others) + ") key (" + String.join(", ", keys)
                    + ") values (" + parameters(keys, others) + ")";
        }
    }

    /**
     * Every table is named with its schema, so that what is found does not depend on a search path.
     *
     * @param schema needs no escape within quotes
     */
    record Postgres(String schema) implements SqlDialect {

        @Override
        public String sql(String statement) {
            return statement.replace("{", quotedSchema() + ".").replace("}", "");
        }

        @Override
        public String scripts() {
            return "postgresql/";
        }

        @Override
        public String put(String table, List<String> keys, List<String> others) {
            return "insert into " + table + " (" + columns(keys, others) + ") values (" + parameters(keys, others)
                    + ") on conflict (" + String.join(", ", keys) + ") do update set "
                    + others.stream()
                            .map(column -> column + " = excluded." + column)
                            .collect(Collectors.joining(", "));
        }

        String quotedSchema() {
            return '"' + schema + '"';
        }
    }

    private static String columns(List<String> keys, List<String> others) {
        return Stream.concat(keys.stream(), others.stream()).collect(Collectors.joining(", "));
    }

    private static String parameters(List<String> keys, List<String> others) {
        return Stream.concat(keys.stream(), others.stream()).map(column -> "?").collect(Collectors.joining(", "));
    }
}

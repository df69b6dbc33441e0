package dev.furoshiki.jdbc.catalog;

/**
 * A column as the server has it.
 *
 * @param number its place in the table, from 1
 * @param type as the server writes it; on MySQL with its character set and collation
 * @param notNull whether it refuses NULL
 * @param hasDefault whether the server itself would fill it in
 * @param identity whether the server numbers its rows
 * @param listed whether {@code *} and an INSERT without a list of columns have it; others are to be named
 */
record ServerColumn(
        String name, int number, String type, boolean notNull, boolean hasDefault, boolean identity, boolean listed) {}

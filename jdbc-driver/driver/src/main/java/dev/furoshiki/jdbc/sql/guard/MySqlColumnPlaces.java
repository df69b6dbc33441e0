package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.SqlText;

/** Columns' places in the statements of MySQL and MariaDB. Stateless. */
final class MySqlColumnPlaces extends WordsBeforeColumns {

    /** {@code FROM t USE INDEX FOR ORDER BY (i), u}. */
    @Override
    boolean isAmongTables(SqlText statement, int word) {
        return statement.isWord(word, "BY")
                && statement.isAnyWord(word - 1, "ORDER", "GROUP")
                && statement.isWord(word - 2, "FOR");
    }
}

package dev.furoshiki.jdbc.sql.guard;

import java.util.Set;

/** Words that name nothing on MySQL and MariaDB unless they are quoted or stand behind a dot. Stateless. */
final class MySqlKeywords {

    private static final Set<String> RESERVED = RoutineList.read(RoutineList.class, "mysql-reserved.txt");

    /** Words that may stand before a table, and may as well be names. */
    private static final Set<String> BEFORE_TABLES = Set.of(
            "CHECKSUM",
            "LATERAL",
            "OF",
            "QUICK",
            "REPAIR",
            "TABLES",
            "TRUNCATE",
            "USER",
            "VIEW",
            "SEQUENCE",
            "TEMPORARY");

    private MySqlKeywords() {}

    /** Those that both servers reserve. */
    static Set<String> reserved() {
        return RESERVED;
    }

    /** Whether a word before a dot may be a keyword there. */
    static boolean mayBe(String word) {
        return RESERVED.contains(word) || BEFORE_TABLES.contains(word);
    }
}

package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** H2's statements. Stateless. */
final class H2StatementKinds implements StatementKinds {

    private static final Map<String, StatementKind> ANALYSED = Map.of(
            "SELECT", StatementKind.SELECT,
            "TABLE", StatementKind.SELECT,
            "VALUES", StatementKind.SELECT,
            "WITH", StatementKind.SELECT,
            "MERGE", StatementKind.MERGE,
            "INSERT", StatementKind.INSERT,
            "REPLACE", StatementKind.INSERT,
            "UPDATE", StatementKind.UPDATE,
            "DELETE", StatementKind.DELETE);

    private static final Set<String> OTHERS = Set.of(
            "ANALYZE",
            "BEGIN",
            "CALL",
            "CHECKPOINT",
            "COMMENT",
            "COMMIT",
            "EXPLAIN",
            "GRANT",
            "HELP",
            "RELEASE",
            "REVOKE",
            "ROLLBACK",
            "SAVEPOINT",
            "SHOW",
            "TRUNCATE",
            "USE");

    /** What may be created or altered: no code, and nothing that reaches another database. */
    private static final Set<String> OBJECTS = Set.of(
            "CONSTANT",
            "DATATYPE",
            "DOMAIN",
            "INDEX",
            "ROLE",
            "SCHEMA",
            "SEQUENCE",
            "SYNONYM",
            "TABLE",
            "TYPE",
            "USER",
            "VIEW");

    /** What may be dropped besides: what is refused here may have been there before. */
    private static final Set<String> DROPPED = Set.of("AGGREGATE", "ALIAS", "TRIGGER");

    private static final Set<String> BEFORE_OBJECT = Set.of(
            "CACHED",
            "DISTINCT",
            "FORCE",
            "GLOBAL",
            "HASH",
            "LOCAL",
            "MATERIALIZED",
            "MEMORY",
            "NULLS",
            "OR",
            "REPLACE",
            "SPATIAL",
            "TEMP",
            "TEMPORARY",
            "UNIQUE");

    private static final Set<String> SHUTDOWNS = Set.of("COMPACT", "DEFRAG", "IMMEDIATELY");

    /** MySQL's, which H2 skips; any other names a class. */
    private static final Set<String> ENGINES = Set.of("INNODB", "MYISAM", "MEMORY");

    /** Settings that change neither how a later text is read nor what else the database runs. */
    private static final Set<String> HARMLESS_SETTINGS = Set.of(
            "ALLOW_LITERALS",
            "AUTOCOMMIT",
            "CACHE_SIZE",
            "DB_CLOSE_DELAY",
            "DEFAULT_LOCK_TIMEOUT",
            "DEFAULT_NULL_ORDERING",
            "DEFAULT_TABLE_TYPE",
            "LAZY_QUERY_EXECUTION",
            "LOCK_MODE",
            "LOCK_TIMEOUT",
            "MAX_LENGTH_INPLACE_LOB",
            "MAX_LOG_SIZE",
            "MAX_MEMORY_ROWS",
            "MAX_MEMORY_UNDO",
            "MAX_OPERATION_MEMORY",
            "OPTIMIZE_REUSE_RESULTS",
            "PASSWORD",
            "QUERY_STATISTICS",
            "QUERY_STATISTICS_MAX_ENTRIES",
            "QUERY_TIMEOUT",
            "REFERENTIAL_INTEGRITY",
            "RETENTION_TIME",
            "SALT",
            "SCHEMA",
            "SCHEMA_SEARCH_PATH",
            "SESSION",
            "THROTTLE",
            "TIME",
            "TRACE_LEVEL_FILE",
            "TRACE_LEVEL_SYSTEM_OUT",
            "TRACE_MAX_FILE_SIZE",
            "TRANSACTION",
            "WRITE_DELAY");

    @Override
    public StatementKind of(SqlText statement) throws UnsupportedStatementException {
        int first = StatementKind.firstWord(statement);
        String verb = statement.word(first);
        if (verb.equals("SET")) {
            requireHarmlessSetting(statement, first + 1);
            return StatementKind.OTHER;
        }
        Optional<StatementKind> kind = kind(statement, first, verb);
        if (kind.isEmpty()) {
            throw Refusals.kind(StatementKind.describe(statement, first));
        }
        if (verb.equals("CREATE")) {
            requireOwnStorage(statement, first);
        }
        return kind.get();
    }

    private static Optional<StatementKind> kind(SqlText statement, int first, String verb) {
        StatementKind analysed = ANALYSED.get(verb);
        if (analysed != null) {
            return Optional.of(analysed);
        }
        return switch (verb) {
            case "CREATE", "ALTER", "DROP" -> ofDefinition(statement, first, verb);
            case "REFRESH" -> otherIf(statement.isWord(first + 1, "MATERIALIZED"));
            case "PREPARE" -> otherIf(statement.isWord(first + 1, "COMMIT"));
            case "SHUTDOWN" -> otherIf(first + 1 == statement.size() || SHUTDOWNS.contains(statement.word(first + 1)));
            default -> otherIf(OTHERS.contains(verb));
        };
    }

    private static Optional<StatementKind> otherIf(boolean known) {
        return known ? Optional.of(StatementKind.OTHER) : Optional.empty();
    }

    private static Optional<StatementKind> ofDefinition(SqlText statement, int first, String verb) {
        int at = first + 1;
        while (BEFORE_OBJECT.contains(statement.word(at))) {
            at++;
        }
        String object = statement.word(at);
        if (!OBJECTS.contains(object)) {
            return otherIf(verb.equals("DROP") && DROPPED.contains(object));
        }
        if (!object.equals("TABLE")) {
            return Optional.of(StatementKind.OTHER);
        }
        return Optional.of(
                switch (verb) {
                    case "CREATE" -> StatementKind.CREATE_TABLE;
                    case "DROP" -> StatementKind.DROP_TABLE;
                    default -> StatementKind.OTHER;
                });
    }

    private static void requireHarmlessSetting(SqlText statement, int at) throws UnsupportedStatementException {
        boolean variable = statement.isSymbol(at, "@"); // the session's own; what it is used for is another statement's
        if (!variable && !HARMLESS_SETTINGS.contains(statement.word(at))) {
            throw Refusals.setting(statement.isName(at) ? statement.name(at) : "without a name");
        }
    }

    private static void requireOwnStorage(SqlText statement, int first) throws UnsupportedStatementException {
        for (int i = first; i < statement.size(); i++) {
            int value = statement.isSymbol(i + 1, "=") ? i + 2 : i + 1;
            boolean names = statement.isName(value) && !statement.isAnySymbol(i - 1, "(", ",", ".");
            if (statement.isWord(i, "ENGINE") && names && !ENGINES.contains(statement.word(value))) {
                throw Refusals.kind("a table with an ENGINE");
            }
        }
    }
}

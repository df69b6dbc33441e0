package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Statements of MySQL and MariaDB. Stateless. */
final class MySqlStatementKinds implements StatementKinds {

    private static final Map<String, StatementKind> ANALYSED = Map.of(
            "SELECT", StatementKind.SELECT,
            "TABLE", StatementKind.SELECT,
            "VALUES", StatementKind.SELECT,
            "WITH", StatementKind.SELECT,
            "INSERT", StatementKind.INSERT,
            "REPLACE", StatementKind.INSERT,
            "UPDATE", StatementKind.UPDATE,
            "DELETE", StatementKind.DELETE);

    private static final Set<String> OTHERS = Set.of(
            "ANALYZE",
            "CALL",
            "CHECK",
            "CHECKSUM",
            "COMMIT",
            "DESC",
            "DESCRIBE",
            "EXPLAIN",
            "FLUSH",
            "GRANT",
            "KILL",
            "LOCK",
            "OPTIMIZE",
            "RELEASE",
            "RENAME",
            "REPAIR",
            "REVOKE",
            "ROLLBACK",
            "SAVEPOINT",
            "SET",
            "SHOW",
            "TRUNCATE",
            "UNLOCK",
            "USE",
            "XA");

    private static final Set<String> OBJECTS =
            Set.of("DATABASE", "INDEX", "ROLE", "SCHEMA", "SEQUENCE", "TABLE", "USER", "VIEW");

    private static final Set<String> BEFORE_OBJECT = Set.of(
            "ALGORITHM",
            "FULLTEXT",
            "IGNORE",
            "INVOKER",
            "MERGE",
            "OFFLINE",
            "ONLINE",
            "OR",
            "REPLACE",
            "SECURITY",
            "SPATIAL",
            "SQL",
            "TEMPORARY",
            "TEMPTABLE",
            "UNDEFINED",
            "UNIQUE");

    /** Of these a table holds its own rows; others reach into other tables, servers or files. */
    private static final Set<String> ENGINES = Set.of(
            "ARCHIVE",
            "ARIA",
            "BLACKHOLE",
            "COLUMNSTORE",
            "HEAP",
            "INNODB",
            "MEMORY",
            "MYISAM",
            "MYROCKS",
            "NDB",
            "NDBCLUSTER",
            "ROCKSDB");

    private static final Set<String> BEFORE_COLUMN =
            Set.of("ADD", "AFTER", "ALTER", "BY", "CHANGE", "COLUMN", "DROP", "MODIFY", "SELECT", "TO", "WHERE");

    @Override
    public StatementKind of(SqlText statement) throws UnsupportedStatementException {
        int first = StatementKind.firstWord(statement);
        String verb = statement.word(first);
        Optional<StatementKind> kind = kind(statement, first, verb);
        if (kind.isEmpty()) {
            throw Refusals.kind(StatementKind.describe(statement, first));
        }
        if (verb.equals("SET")) {
            MySqlSettings.requireHarmless(statement, first);
        }
        for (int i = first; i < statement.size(); i++) {
            if (statement.isWord(i, "INTO") && statement.isAnyWord(i + 1, "OUTFILE", "DUMPFILE")) {
                throw Refusals.kind(verb + " ... INTO " + statement.word(i + 1));
            }
        }
        if (verb.equals("CREATE") || verb.equals("ALTER")) {
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
            // BEGIN NOT ATOMIC runs whatever follows.
            case "BEGIN" ->
                otherIf(first + 1 == statement.size()
                        || (first + 2 == statement.size() && statement.isWord(first + 1, "WORK")));
            case "START" -> otherIf(statement.isWord(first + 1, "TRANSACTION"));
            default -> otherIf(OTHERS.contains(verb));
        };
    }

    private static Optional<StatementKind> otherIf(boolean known) {
        return known ? Optional.of(StatementKind.OTHER) : Optional.empty();
    }

    private static Optional<StatementKind> ofDefinition(SqlText statement, int first, String verb) {
        int at = first + 1;
        while (BEFORE_OBJECT.contains(statement.word(at))
                || statement.isWord(at, "DEFINER")
                || statement.isSymbol(at, "=")) {
            at = statement.isWord(at, "DEFINER") && statement.isSymbol(at + 1, "=")
                    ? pastUser(statement, at + 2)
                    : at + 1;
        }
        String object = statement.word(at);
        if (!OBJECTS.contains(object)) {
            boolean event = verb.equals("DROP") && statement.isAnyWord(at, "EVENT", "FUNCTION", "PROCEDURE", "TRIGGER");
            return otherIf(event);
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

    /** {@code 'name'@'host'}, {@code CURRENT_USER()}. */
    private static int pastUser(SqlText statement, int at) {
        int next = at + 1;
        if (statement.isSymbol(next, "(") && statement.isSymbol(next + 1, ")")) {
            return next + 2;
        }
        return statement.is(next, Token.Kind.VARIABLE) ? next + 1 : next;
    }

    private static void requireOwnStorage(SqlText statement, int first) throws UnsupportedStatementException {
        for (int i = first; i < statement.size(); i++) {
            int value = statement.isSymbol(i + 1, "=") ? i + 2 : i + 1;
            boolean engine = statement.isWord(i, "ENGINE") && !isColumn(statement, i, value);
            if (engine && !ENGINES.contains(storageEngine(statement, value))) {
                throw Refusals.kind("a table of another ENGINE than " + String.join(", ", new TreeSet<>(ENGINES)));
            }
            if (statement.isWord(i, "CONNECTION") && statement.is(value, Token.Kind.STRING)) {
                throw Refusals.kind("a table with a CONNECTION");
            }
        }
    }

    /** A column may have that name: within parentheses, or behind what adds or changes one. */
    private static boolean isColumn(SqlText statement, int index, int value) {
        boolean listed = statement.isAnySymbol(index - 1, "(", ",")
                && value == index + 1
                && !CallSites.isOutermost(statement, index);
        return listed
                || statement.isSymbol(index - 1, ".")
                || statement.isAnySymbol(index + 1, ",", ")", ".")
                || BEFORE_COLUMN.contains(statement.word(index - 1));
    }

    private static String storageEngine(SqlText statement, int value) {
        String written = statement.is(value, Token.Kind.STRING)
                ? statement.written(value).substring(1, statement.written(value).length() - 1)
                : statement.name(value);
        return written.toUpperCase(Locale.ROOT);
    }
}

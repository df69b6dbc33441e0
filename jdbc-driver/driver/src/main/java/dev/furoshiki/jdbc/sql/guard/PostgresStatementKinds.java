package dev.furoshiki.jdbc.sql.guard;

import static dev.furoshiki.jdbc.sql.guard.StatementKind.CREATE_TABLE;
import static dev.furoshiki.jdbc.sql.guard.StatementKind.DELETE;
import static dev.furoshiki.jdbc.sql.guard.StatementKind.DROP_TABLE;
import static dev.furoshiki.jdbc.sql.guard.StatementKind.INSERT;
import static dev.furoshiki.jdbc.sql.guard.StatementKind.MERGE;
import static dev.furoshiki.jdbc.sql.guard.StatementKind.OTHER;
import static dev.furoshiki.jdbc.sql.guard.StatementKind.SELECT;
import static dev.furoshiki.jdbc.sql.guard.StatementKind.UPDATE;

import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** PostgreSQL's statements. Stateless. */
final class PostgresStatementKinds implements StatementKinds {

    private static final Map<String, StatementKind> ANALYSED = Map.of(
            "SELECT", SELECT, "WITH", SELECT, "VALUES", SELECT, "TABLE", SELECT, "INSERT", INSERT, "UPDATE", UPDATE,
            "DELETE", DELETE, "MERGE", MERGE);

    private static final Set<String> OTHERS = Set.of(
            "ABORT",
            "ANALYSE",
            "ANALYZE",
            "BEGIN",
            "CALL",
            "CHECKPOINT",
            "CLOSE",
            "CLUSTER",
            "COMMENT",
            "COMMIT",
            "DEALLOCATE",
            "DECLARE",
            "DISCARD",
            "END",
            "EXPLAIN",
            "FETCH",
            "GRANT",
            "LISTEN",
            "LOCK",
            "MOVE",
            "NOTIFY",
            "REINDEX",
            "RELEASE",
            "RESET",
            "REVOKE",
            "ROLLBACK",
            "SAVEPOINT",
            "SET",
            "SHOW",
            "START",
            "TRUNCATE",
            "UNLISTEN",
            "VACUUM");

    /** What may be created or altered; the words between are skipped. */
    private static final Set<String> OBJECTS = Set.of(
            "COLLATION",
            "DATABASE",
            "DOMAIN",
            "EXTENSION",
            "INDEX",
            "POLICY",
            "ROLE",
            "SCHEMA",
            "SEQUENCE",
            "STATISTICS",
            "TABLE",
            "TABLESPACE",
            "TYPE",
            "USER",
            "VIEW");

    private static final Set<String> BEFORE_OBJECT = Set.of(
            "OR", "REPLACE", "TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "UNLOGGED", "UNIQUE", "MATERIALIZED", "RECURSIVE");

    private static final String SETTINGS = "pg_settings";

    /** Settings by which the server would read a later statement in another way than it was analysed. */
    private static final Set<String> LEXING_SETTINGS =
            Set.of("standard_conforming_strings", "client_encoding", "names", "backslash_quote");

    /** How PostgreSQL's driver names its own cursors, which may be over encrypted tables. */
    private static final Pattern DRIVERS_CURSOR = Pattern.compile("C_[0-9]+");

    @Override
    public StatementKind of(SqlText statement) throws UnsupportedStatementException {
        requireSettingsUnwritten(statement);
        int first = StatementKind.firstWord(statement);
        String word = statement.word(first);
        StatementKind analysed = ANALYSED.get(word);
        if (analysed != null) {
            return analysed;
        }
        Optional<StatementKind> kind = switch (word) {
            case "CREATE", "ALTER" -> ofDefinition(statement, first, word);
            case "DROP" -> Optional.of(statement.isWord(first + 1, "TABLE") ? DROP_TABLE : OTHER);
            case "PREPARE" -> statement.isWord(first + 1, "TRANSACTION") ? Optional.of(OTHER) : Optional.empty();
            case "REFRESH" -> statement.isWord(first + 1, "MATERIALIZED") ? Optional.of(OTHER) : Optional.empty();
            default -> OTHERS.contains(word) ? Optional.of(OTHER) : Optional.empty();
        };
        if (kind.isEmpty()) {
            throw Refusals.kind(StatementKind.describe(statement, first));
        }
        requireHarmlessSetting(statement, first, word);
        requireOwnStatements(statement, word);
        return kind.get();
    }

    /**
     * The server keeps the texts and cursors of PostgreSQL's driver under names that any statement can use. An EXECUTE is
     * refused as a statement of its own; here it is part of another.
     */
    private static void requireOwnStatements(SqlText statement, String verb) throws UnsupportedStatementException {
        boolean mayExecute = verb.equals("EXPLAIN") || verb.equals("CREATE");
        for (int i = 1; i < statement.size(); i++) {
            boolean executes = mayExecute
                    && statement.isWord(i, "EXECUTE")
                    && (statement.isAnyWord(i - 1, "EXPLAIN", "ANALYZE", "ANALYSE", "VERBOSE", "AS")
                            || statement.isSymbol(i - 1, ")"));
            if (executes) {
                throw Refusals.kind(verb + " EXECUTE");
            }
            if (verb.equals("FETCH")
                    && statement.is(i, Token.Kind.QUOTED_NAME)
                    && DRIVERS_CURSOR.matcher(statement.name(i)).matches()) {
                throw Refusals.kind("FETCH from " + statement.name(i));
            }
        }
    }

    static boolean isLexingSetting(String name) {
        return LEXING_SETTINGS.contains(name.toLowerCase(Locale.ROOT));
    }

    private static Optional<StatementKind> ofDefinition(SqlText statement, int first, String verb) {
        int at = first + 1;
        while (BEFORE_OBJECT.contains(statement.word(at))) {
            at++;
        }
        String object = statement.word(at);
        if (object.equals("TABLE")) {
            return Optional.of(verb.equals("CREATE") ? CREATE_TABLE : OTHER);
        }
        boolean privileges = verb.equals("ALTER") && statement.areWords(at, "DEFAULT", "PRIVILEGES");
        return OBJECTS.contains(object) || privileges ? Optional.of(OTHER) : Optional.empty();
    }

    private static void requireHarmlessSetting(SqlText statement, int first, String verb)
            throws UnsupportedStatementException {
        if (verb.equals("SET") || verb.equals("RESET")) {
            int at = first + 1;
            while (statement.isAnyWord(at, "SESSION", "LOCAL")) {
                at++;
            }
            if (isLexingSetting(statement.name(at)) || statement.is(at, Token.Kind.ESCAPED_NAME)) {
                throw Refusals.setting(statement.name(at));
            }
        } else if (verb.equals("ALTER")) {
            for (int i = first; i < statement.size(); i++) {
                if (statement.isName(i) && isLexingSetting(statement.name(i)) && statement.isWord(i - 1, "SET")) {
                    throw Refusals.setting(statement.name(i));
                }
            }
        }
    }

    /** An UPDATE of this view is a SET by another name. */
    private static void requireSettingsUnwritten(SqlText statement) throws UnsupportedStatementException {
        boolean updates = false;
        boolean named = false;
        for (int i = 0; i < statement.size(); i++) {
            updates |= statement.isWord(i, "UPDATE");
            named |= statement.isName(i) && statement.name(i).equals(SETTINGS);
        }
        if (updates && named) {
            throw Refusals.setting(SETTINGS);
        }
    }
}

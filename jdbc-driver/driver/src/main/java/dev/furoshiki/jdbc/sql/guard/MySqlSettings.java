package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code SET} may set on MySQL and MariaDB: the session's own variables, and settings that change neither how a later text
 * is read nor what else the server runs. An allow-list. Stateless.
 */
final class MySqlSettings {

    private static final Set<String> HARMLESS = Set.of(
            "auto_increment_increment",
            "auto_increment_offset",
            "autocommit",
            "big_tables",
            "cte_max_recursion_depth",
            "default_week_format",
            "div_precision_increment",
            "explicit_defaults_for_timestamp",
            "foreign_key_checks",
            "group_concat_max_len",
            "identity",
            "information_schema_stats_expiry",
            "insert_id",
            "last_insert_id",
            "lc_messages",
            "lc_time_names",
            "local_infile",
            "long_query_time",
            "low_priority_updates",
            "max_allowed_packet",
            "max_error_count",
            "max_execution_time",
            "max_recursive_iterations",
            "max_sort_length",
            "max_statement_time",
            "profiling",
            "pseudo_thread_id",
            "rand_seed1",
            "rand_seed2",
            "session_track_gtids",
            "session_track_schema",
            "session_track_state_change",
            "session_track_system_variables",
            "session_track_transaction_info",
            "sql_big_selects",
            "sql_buffer_result",
            "sql_log_bin",
            "sql_notes",
            "sql_quote_show_create",
            "sql_require_primary_key",
            "sql_safe_updates",
            "sql_select_limit",
            "sql_warnings",
            "system_versioning_alter_history",
            "system_versioning_asof",
            "system_versioning_insert_history",
            "time_zone",
            "timestamp",
            "transaction_isolation",
            "transaction_read_only",
            "tx_isolation",
            "tx_read_only",
            "unique_checks",
            "use_stat_tables",
            "wsrep_sync_wait");

    private static final Set<String> HARMLESS_PREFIXES = Set.of("innodb_", "optimizer_");

    private static final Set<String> HARMLESS_SUFFIXES = Set.of("_timeout", "_size");

    private static final Set<String> SCOPES = Set.of("GLOBAL", "LOCAL", "PERSIST", "PERSIST_ONLY", "SESSION");

    private static final Set<String> CHARACTER_SETS = Set.of("utf8mb4", "utf8mb3", "utf8");

    private MySqlSettings() {}

    static void requireHarmless(SqlText statement, int set) throws UnsupportedStatementException {
        int at = set + 1;
        int scoped = SCOPES.contains(statement.word(at)) ? at + 1 : at;
        if (statement.isWord(scoped, "TRANSACTION")
                || statement.isAnyWord(at, "PASSWORD", "ROLE")
                || statement.areWords(at, "DEFAULT", "ROLE")) {
            return;
        }
        while (at < statement.size()) {
            requireHarmlessOne(statement, at);
            at = pastComma(statement, at);
        }
    }

    private static int pastComma(SqlText statement, int from) {
        for (int i = from; i < statement.size(); i++) {
            if (statement.isSymbol(i, "(")) {
                i = statement.closing(i);
            } else if (statement.isSymbol(i, ",")) {
                return i + 1;
            }
        }
        return statement.size();
    }

    private static void requireHarmlessOne(SqlText statement, int start) throws UnsupportedStatementException {
        int at = start;
        if (SCOPES.contains(statement.word(at))) {
            at++;
        }
        if (statement.isAnyWord(at, "NAMES", "CHARSET") || statement.areWords(at, "CHARACTER", "SET")) {
            requireKnownCharacters(statement, statement.isWord(at, "CHARACTER") ? at + 2 : at + 1);
            return;
        }
        String written = statement.written(at);
        boolean variable = statement.is(at, Token.Kind.VARIABLE);
        if (variable && !written.startsWith("@@")) {
            return; // the session's own; what it is used for is another statement's
        }
        String name = (variable ? written.substring(2).replace("`", "") : statement.name(at)).toLowerCase(Locale.ROOT);
        boolean scoped = variable && SCOPES.contains(name.toUpperCase(Locale.ROOT)) && statement.isSymbol(at + 1, ".");
        if (scoped) {
            at += 2;
            name = statement.name(at).toLowerCase(Locale.ROOT);
        }
        boolean assigned = statement.isAnySymbol(at + 1, "=", ":=");
        boolean named = variable || statement.isName(at);
        if (!named || !assigned || !(isHarmless(name) || keepsMode(statement, name, at + 2))) {
            throw Refusals.setting(named ? name : "without a name");
        }
    }

    private static boolean isHarmless(String name) {
        return HARMLESS.contains(name)
                || HARMLESS_PREFIXES.stream().anyMatch(name::startsWith)
                || HARMLESS_SUFFIXES.stream().anyMatch(name::endsWith);
    }

    /** Modes under which texts are divided as before. */
    private static boolean keepsMode(SqlText statement, String name, int value) {
        boolean alone = value + 1 == statement.size() || statement.isSymbol(value + 1, ",");
        if (!name.equals("sql_mode") || !alone || !statement.is(value, Token.Kind.STRING)) {
            return false;
        }
        String written = statement.written(value);
        Optional<MySqlSyntax> next = MySqlSyntax.of(written.substring(1, written.length() - 1), "utf8mb4");
        return next.isPresent() && next.get().equals(statement.syntax());
    }

    private static void requireKnownCharacters(SqlText statement, int at) throws UnsupportedStatementException {
        String written = statement.written(at);
        String characters =
                statement.is(at, Token.Kind.STRING) ? written.substring(1, written.length() - 1) : statement.name(at);
        if (!CHARACTER_SETS.contains(characters.toLowerCase(Locale.ROOT))) {
            throw Refusals.setting("names");
        }
    }
}

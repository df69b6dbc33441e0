package dev.furoshiki.jdbc.sql.text;

import java.sql.SQLSyntaxErrorException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * MySQL and MariaDB under the settings of {@code sql_mode} that change where tokens end or what they mean.
 *
 * @param ansiQuotes {@code "a"} is a name, no constant
 * @param noBackslashEscapes in a constant a backslash is a character like any other
 * @param pipesAsConcat {@code ||} concatenates, and is no OR
 * @param highNotPrecedence NOT binds tighter than a comparison
 * @param ignoreSpace a blank may stand between the name of one of the server's functions and the parenthesis
 */
public record MySqlSyntax(
        boolean ansiQuotes,
        boolean noBackslashEscapes,
        boolean pipesAsConcat,
        boolean highNotPrecedence,
        boolean ignoreSpace)
        implements Syntax {

    /** What servers come with. */
    public static final MySqlSyntax DEFAULT = new MySqlSyntax(false, false, false, false, false);

    /** In these the client's text is divided by ASCII characters alone, and every other belongs to a name. */
    private static final Set<String> CHARACTER_SETS = Set.of("utf8mb4", "utf8mb3", "utf8");

    /** Modes under which the text is divided as it is here; those of Oracle and SQL Server bring other rules. */
    private static final Set<String> KNOWN_MODES = Set.of(
            "ALLOW_INVALID_DATES",
            "ANSI",
            "ANSI_QUOTES",
            "DB2",
            "EMPTY_STRING_IS_NULL",
            "ERROR_FOR_DIVISION_BY_ZERO",
            "HIGH_NOT_PRECEDENCE",
            "IGNORE_BAD_TABLE_OPTIONS",
            "IGNORE_SPACE",
            "MAXDB",
            "MYSQL323",
            "MYSQL40",
            "NO_AUTO_CREATE_USER",
            "NO_AUTO_VALUE_ON_ZERO",
            "NO_BACKSLASH_ESCAPES",
            "NO_DIR_IN_CREATE",
            "NO_ENGINE_SUBSTITUTION",
            "NO_FIELD_OPTIONS",
            "NO_KEY_OPTIONS",
            "NO_TABLE_OPTIONS",
            "NO_UNSIGNED_SUBTRACTION",
            "NO_ZERO_DATE",
            "NO_ZERO_IN_DATE",
            "ONLY_FULL_GROUP_BY",
            "PAD_CHAR_TO_FULL_LENGTH",
            "PIPES_AS_CONCAT",
            "POSTGRESQL",
            "REAL_AS_FLOAT",
            "SIMULTANEOUS_ASSIGNMENT",
            "STRICT_ALL_TABLES",
            "STRICT_TRANS_TABLES",
            "TIME_ROUND_FRACTIONAL",
            "TIME_TRUNCATE_FRACTIONAL",
            "TRADITIONAL");

    /** Each brings ANSI_QUOTES, PIPES_AS_CONCAT and IGNORE_SPACE along. */
    private static final Set<String> COMBINED_MODES = Set.of("ANSI", "DB2", "MAXDB", "POSTGRESQL");

    /**
     * The syntax of a session.
     *
     * @param sqlMode the value of {@code @@sql_mode}
     * @param clientCharacterSet the value of {@code @@character_set_client}
     * @return empty where the session divides texts by rules that are not known here: nothing can be said of its statements
     */
    public static Optional<MySqlSyntax> of(String sqlMode, String clientCharacterSet) {
        Set<String> modes = Arrays.stream(sqlMode.split(","))
                .map(mode -> AsciiCase.upper(mode.strip()))
                .filter(mode -> !mode.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        if (!KNOWN_MODES.containsAll(modes) || !CHARACTER_SETS.contains(AsciiCase.lower(clientCharacterSet))) {
            return Optional.empty();
        }
        boolean combined = !Collections.disjoint(modes, COMBINED_MODES);
        return Optional.of(new MySqlSyntax(
                combined || modes.contains("ANSI_QUOTES"),
                modes.contains("NO_BACKSLASH_ESCAPES"),
                combined || modes.contains("PIPES_AS_CONCAT"),
                modes.contains("HIGH_NOT_PRECEDENCE"),
                combined || modes.contains("IGNORE_SPACE")));
    }

    @Override
    public Dialect dialect() {
        return Dialect.MYSQL;
    }

    @Override
    public List<Token> tokens(String text) throws SQLSyntaxErrorException {
        return MySqlLexer.tokens(text, this);
    }

    /** Names are stored as they are written; longer ones than 64 characters are refused by the server. */
    @Override
    public String storedName(Token.Kind kind, String written) {
        return kind == Token.Kind.QUOTED_NAME ? Syntax.unquoted(written) : written;
    }

    /** Columns are known in any case; tables too on some servers ({@code lower_case_table_names}), so on all of them here. */
    @Override
    public String comparedName(String storedName) {
        return FoldedNames.of(storedName);
    }

    @Override
    public boolean isOperator(String written) {
        return MySqlLexer.isOperator(written);
    }
}

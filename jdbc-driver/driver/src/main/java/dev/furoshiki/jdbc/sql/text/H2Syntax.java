package dev.furoshiki.jdbc.sql.text;

import java.sql.SQLSyntaxErrorException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * H2 under the settings of the database that change how names are read.
 *
 * @param folding what becomes of unquoted names
 * @param caseInsensitive whether quoted names are known in any case as well ({@code CASE_INSENSITIVE_IDENTIFIERS})
 * @param nonKeywords upper-case keywords that are names here ({@code NON_KEYWORDS})
 * @param mode whose peculiarities it has, such as {@code REGULAR} or {@code MySQL}
 */
public record H2Syntax(Folding folding, boolean caseInsensitive, Set<String> nonKeywords, String mode)
        implements Syntax {

    /** What becomes of unquoted names and of those in backticks. */
    public enum Folding {
        UPPER,
        LOWER,
        NONE
    }

    /** What a database is created with. */
    public static final H2Syntax DEFAULT = new H2Syntax(Folding.UPPER, false, Set.of(), "REGULAR");

    /** Those of Oracle and SQL Server let names hold {@code #}, and SQL Server's puts them into brackets. */
    private static final Set<String> KNOWN_MODES =
            Set.of("REGULAR", "STRICT", "LEGACY", "DB2", "Derby", "HSQLDB", "MariaDB", "MySQL", "PostgreSQL");

    public H2Syntax {
        nonKeywords = Set.copyOf(nonKeywords);
    }

    /**
     * The syntax of a database.
     *
     * @param settings SETTING_NAME and SETTING_VALUE of {@code INFORMATION_SCHEMA.SETTINGS}
     * @return empty where the database divides texts by rules that are not known here: nothing can be said of its statements
     */
    public static Optional<H2Syntax> of(Map<String, String> settings) {
        String mode = settings.getOrDefault("MODE", "REGULAR");
        if (!KNOWN_MODES.contains(mode)) {
            return Optional.empty();
        }
        boolean upper = isOn(settings, "DATABASE_TO_UPPER", true);
        boolean lower = isOn(settings, "DATABASE_TO_LOWER", false);
        Set<String> nonKeywords = Arrays.stream(
                        settings.getOrDefault("NON_KEYWORDS", "").split(","))
                .map(word -> AsciiCase.upper(word.strip()))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return Optional.of(new H2Syntax(
                upper ? Folding.UPPER : lower ? Folding.LOWER : Folding.NONE,
                isOn(settings, "CASE_INSENSITIVE_IDENTIFIERS", false),
                nonKeywords,
                mode));
    }

    private static boolean isOn(Map<String, String> settings, String name, boolean otherwise) {
        String value = settings.get(name);
        return value == null ? otherwise : value.equalsIgnoreCase("true");
    }

    @Override
    public Dialect dialect() {
        return Dialect.H2;
    }

    @Override
    public List<Token> tokens(String text) throws SQLSyntaxErrorException {
        return H2Lexer.tokens(text);
    }

    @Override
    public String storedName(Token.Kind kind, String written) {
        if (kind == Token.Kind.QUOTED_NAME) {
            String name = Syntax.unquoted(written);
            return written.charAt(0) == '`' ? folded(name) : name;
        }
        return folded(written);
    }

    private String folded(String name) {
        return switch (folding) {
            case UPPER -> name.toUpperCase(Locale.ENGLISH);
            case LOWER -> name.toLowerCase(Locale.ENGLISH);
            case NONE -> name;
        };
    }

    @Override
    public String comparedName(String storedName) {
        return caseInsensitive ? FoldedNames.of(storedName) : storedName;
    }

    @Override
    public boolean isOperator(String written) {
        return H2Lexer.isOperator(written);
    }
}

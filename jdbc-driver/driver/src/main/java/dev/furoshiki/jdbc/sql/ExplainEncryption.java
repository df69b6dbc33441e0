package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.text.Token;
import java.sql.SQLSyntaxErrorException;
import java.util.List;
import java.util.Optional;

/**
 * {@code EXPLAIN ENCRYPTION}, which is a statement of ours in every dialect. It is known by its first two words, also where
 * nothing that follows can be divided into tokens. Stateless.
 */
final class ExplainEncryption {

    private static final String FIRST = "EXPLAIN";
    private static final String SECOND = "ENCRYPTION";

    private ExplainEncryption() {}

    /**
     * The text that is to be explained, with blanks where the two words stand, so that positions in it hold.
     *
     * @return empty for every other text
     */
    static Optional<String> explained(String text, Syntax syntax) {
        if (!mayBegin(text)) {
            return Optional.empty();
        }
        for (int second = next(text, 0); second >= 0; second = next(text, second + 1)) {
            int end = second + SECOND.length();
            Optional<SqlText> start = start(text.substring(0, end), syntax);
            if (start.isEmpty()) {
                continue; // it stands in a comment before the statement
            }
            SqlText words = start.get();
            boolean ours = words.size() == 2
                    && words.areWords(0, FIRST, SECOND)
                    && !continuesWord(text, end)
                    && !isServersOwn(text.substring(end), syntax);
            return ours ? Optional.of(" ".repeat(end) + text.substring(end)) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Refuses one that is not the first in its text: the server would be sent what only we understand. */
    static void requireNone(SqlText statement) throws SQLSyntaxErrorException {
        if (statement.areWords(0, FIRST, SECOND)
                && !isServersOwn(statement.text().substring(statement.end(1)), statement.syntax())) {
            throw SyntaxErrors.at(
                    statement.start(0),
                    "EXPLAIN ENCRYPTION explains all that follows in its text; write it at the beginning");
        }
    }

    /** Whether the text begins with the first word, or with a comment; all others are not looked at any further. */
    private static boolean mayBegin(String text) {
        int at = 0;
        while (at < text.length() && (text.charAt(at) <= ' ' || text.charAt(at) == ';')) {
            at++;
        }
        return text.regionMatches(true, at, FIRST, 0, FIRST.length())
                || (at < text.length() && "/-#".indexOf(text.charAt(at)) >= 0);
    }

    private static int next(String text, int from) {
        for (int i = from; i <= text.length() - SECOND.length(); i++) {
            if (text.regionMatches(true, i, SECOND, 0, SECOND.length())) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("UnusedException") // a comment without an end: the caller goes on behind it
    private static Optional<SqlText> start(String prefix, Syntax syntax) {
        try {
            List<SqlText> statements = SqlText.statements(prefix, syntax);
            return statements.isEmpty() ? Optional.empty() : Optional.of(statements.get(0));
        } catch (SQLSyntaxErrorException open) {
            return Optional.empty();
        }
    }

    private static boolean continuesWord(String text, int end) {
        char next = end < text.length() ? text.charAt(end) : ' ';
        return Character.isLetterOrDigit(next) || next == '_' || next == '$' || next >= 0x80;
    }

    /** MySQL's EXPLAIN of a table describes its columns, or one of them: a table may have that name, or its schema. */
    @SuppressWarnings("UnusedException") // what cannot be divided is no name
    private static boolean isServersOwn(String rest, Syntax syntax) {
        if (syntax.dialect() != Dialect.MYSQL) {
            return false;
        }
        try {
            SqlText following = new SqlText(rest, syntax.tokens(rest), syntax);
            boolean column = following.isName(0) || following.is(0, Token.Kind.STRING);
            return ends(following, 0) || following.isSymbol(0, ".") || (column && ends(following, 1));
        } catch (SQLSyntaxErrorException undivided) {
            return false;
        }
    }

    private static boolean ends(SqlText text, int index) {
        return index == text.size() || text.isSymbol(index, ";");
    }
}

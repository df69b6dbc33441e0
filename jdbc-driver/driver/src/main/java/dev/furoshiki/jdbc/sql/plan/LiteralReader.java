package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.text.MySqlStrings;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.text.Token;
import java.math.BigDecimal;
import java.sql.SQLSyntaxErrorException;
import java.util.regex.Pattern;

/** Reads constants: numbers, TRUE and FALSE, and strings as each server writes them. Stateless. */
final class LiteralReader {

    private static final Pattern NUMBER = Pattern.compile("[0-9]*\\.?[0-9]*([eE][+-]?[0-9]{1,4})?");

    /** On the other servers one with an exponent is approximate. */
    private static final Pattern EXACT_NUMBER = Pattern.compile("[0-9]*\\.?[0-9]*");

    private LiteralReader() {}

    static LiteralValue read(SqlText statement, BoundLiteral literal) throws SQLSyntaxErrorException {
        int last = literal.last();
        if (statement.is(last, Token.Kind.STRING)) {
            return new LiteralValue.Text(text(statement, literal));
        }
        if (statement.isAnyWord(last, "TRUE", "FALSE")) {
            return new LiteralValue.Truth(statement.isWord(last, "TRUE"));
        }
        String written = statement.written(last);
        Pattern number = statement.syntax().dialect() == Dialect.POSTGRESQL ? NUMBER : EXACT_NUMBER;
        if (!statement.is(last, Token.Kind.NUMBER) || !number.matcher(written).matches()) {
            throw unread(statement, literal.first());
        }
        BigDecimal value = new BigDecimal(written);
        return new LiteralValue.Numeric(statement.isSymbol(literal.first(), "-") ? value.negate() : value);
    }

    private static String text(SqlText statement, BoundLiteral literal) throws SQLSyntaxErrorException {
        if (statement.syntax() instanceof MySqlSyntax mySql) {
            return mySqlText(statement, literal, mySql);
        }
        return statement.syntax().dialect() == Dialect.H2
                ? H2Strings.text(statement, literal)
                : PostgresStrings.text(statement, literal);
    }

    /** Strings that follow each other are one. */
    private static String mySqlText(SqlText statement, BoundLiteral literal, MySqlSyntax syntax)
            throws SQLSyntaxErrorException {
        StringBuilder text = new StringBuilder();
        for (int i = firstString(statement, literal); i <= literal.last(); i++) {
            String written = statement.written(i);
            if (written.charAt(0) != '\'' && written.charAt(0) != '"') {
                throw unread(statement, i);
            }
            text.append(MySqlStrings.text(written, syntax));
        }
        return text.toString();
    }

    /** Behind the name of a type, where there is one. */
    static int firstString(SqlText statement, BoundLiteral literal) {
        int first = literal.last();
        while (first > literal.first() && statement.is(first - 1, Token.Kind.STRING)) {
            first--;
        }
        return first;
    }

    static SQLSyntaxErrorException unread(SqlText statement, int index) {
        return SyntaxErrors.at(
                statement.start(index),
                "a constant of this form cannot be read for an encrypted column; write it in plain quotes, or set it with a"
                        + " parameter");
    }
}

package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.sql.text.SqlText;
import java.sql.SQLSyntaxErrorException;

/** H2's strings in quotes and in double dollars. Stateless. */
final class H2Strings {

    private static final String DOLLARS = "$$";

    private H2Strings() {}

    /** Strings that follow each other are one. */
    static String text(SqlText statement, BoundLiteral literal) throws SQLSyntaxErrorException {
        StringBuilder text = new StringBuilder();
        int first = LiteralReader.firstString(statement, literal);
        for (int i = first; i <= literal.last(); i++) {
            String written = statement.written(i);
            if (written.startsWith(DOLLARS) && first == literal.last()) {
                text.append(written, DOLLARS.length(), written.length() - DOLLARS.length());
            } else if (written.startsWith("'")) {
                text.append(written.substring(1, written.length() - 1).replace("''", "'"));
            } else {
                throw LiteralReader.unread(statement, i);
            }
        }
        return text.toString();
    }
}

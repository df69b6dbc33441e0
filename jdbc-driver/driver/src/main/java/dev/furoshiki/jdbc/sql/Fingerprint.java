package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.sql.plan.BoundLiteral;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.ArrayList;
import java.util.List;

/**
 * A text without some of its literals, as a key: of texts that are equal in it the same is done. Where a literal stood it says
 * only in what form it was written. Stateless.
 */
final class Fingerprint {

    /** In no text that a server takes. */
    private static final char MARK = '\u0000';

    private Fingerprint() {}

    /** The text without any literal, by which it can be looked up which of them belong to encrypted columns. */
    static String shape(SqlText statement) {
        List<BoundLiteral> all = new ArrayList<>();
        for (int i = 0; i < statement.size(); i++) {
            boolean literal = statement.is(i, Token.Kind.STRING)
                    || statement.is(i, Token.Kind.NUMBER)
                    || statement.isAnyWord(i, "TRUE", "FALSE");
            if (literal) {
                all.add(new BoundLiteral(i, i));
            }
        }
        return "shape" + MARK + without(statement, all);
    }

    /** The text without those that belong to encrypted columns. */
    static String of(SqlText statement, List<BoundLiteral> bound) {
        List<BoundLiteral> ordered = new ArrayList<>(bound);
        ordered.sort((one, other) -> Integer.compare(one.first(), other.first()));
        return "plan" + MARK + without(statement, ordered);
    }

    private static String without(SqlText statement, List<BoundLiteral> literals) {
        StringBuilder text = new StringBuilder(statement.text().length());
        int copied = 0;
        for (BoundLiteral literal : literals) {
            text.append(statement.text(), copied, statement.start(literal.first()));
            for (int i = literal.first(); i <= literal.last(); i++) {
                text.append(MARK).append(form(statement, i));
            }
            copied = statement.end(literal.last());
        }
        return text.append(statement.text(), copied, statement.text().length()).toString();
    }

    private static String form(SqlText statement, int index) {
        if (statement.is(index, Token.Kind.NUMBER)) {
            return "0";
        }
        if (statement.is(index, Token.Kind.STRING)) {
            return statement.written(index).substring(0, 1);
        }
        return statement.isAnyWord(index, "TRUE", "FALSE") ? "TRUE" : statement.written(index);
    }
}

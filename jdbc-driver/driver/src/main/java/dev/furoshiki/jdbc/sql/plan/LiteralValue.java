package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.math.BigDecimal;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;

/** The value of a literal, as the server would read it. Shows no value. */
public sealed interface LiteralValue {

    /** A string, whose type is that of what it meets. */
    record Text(String value) implements LiteralValue {
        @Override
        public String toString() {
            return "Text";
        }
    }

    record Numeric(BigDecimal value) implements LiteralValue {
        @Override
        public String toString() {
            return "Numeric";
        }
    }

    record Truth(boolean value) implements LiteralValue {
        @Override
        public String toString() {
            return "Truth";
        }
    }

    /**
     * The values of literals in a text.
     *
     * @throws SQLSyntaxErrorException (42601) for one that is written in a form that is not read, with its position
     */
    static List<LiteralValue> of(String text, List<BoundLiteral> literals, Syntax syntax)
            throws SQLSyntaxErrorException {
        if (literals.isEmpty()) {
            return List.of();
        }
        SqlText statement = SqlText.statements(text, syntax).get(0);
        List<LiteralValue> values = new ArrayList<>();
        for (BoundLiteral literal : literals) {
            values.add(LiteralReader.read(statement, literal));
        }
        return values;
    }
}

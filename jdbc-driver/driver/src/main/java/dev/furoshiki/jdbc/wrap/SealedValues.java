package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.text.Token;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where cells and equality indexes are put in the place of the values that they are of. For one execution. */
interface SealedValues {

    void value(int index, byte @Nullable [] sealed) throws SQLException;

    /** An array of them, or none. */
    void array(int index, byte @Nullable [] @Nullable [] sealed) throws SQLException;

    /** A prepared statement's parameters. */
    record Parameters(PreparedStatement delegate) implements SealedValues {

        @Override
        public void value(int index, byte @Nullable [] sealed) throws SQLException {
            if (sealed == null) {
                delegate.setNull(index, Types.VARBINARY);
            } else {
                delegate.setBytes(index, sealed);
            }
        }

        @Override
        public void array(int index, byte @Nullable [] @Nullable [] sealed) throws SQLException {
            if (sealed == null) {
                delegate.setNull(index, Types.ARRAY, "bytea[]");
            } else {
                delegate.setArray(index, delegate.getConnection().createArrayOf("bytea", sealed));
            }
        }
    }

    /** Constants in a text, whose only parameters are what its literals have become. */
    final class Constants implements SealedValues {

        private final Map<Integer, String> byIndex = new HashMap<>();
        private final boolean postgres;

        Constants(Syntax syntax) {
            this.postgres = syntax.dialect() == Dialect.POSTGRESQL;
        }

        @Override
        public void value(int index, byte @Nullable [] sealed) {
            byIndex.put(
                    index,
                    " " + (sealed == null ? "NULL" : constant(HexFormat.of().formatHex(sealed))));
        }

        private String constant(String digits) {
            return postgres ? "'\\x" + digits + "'::bytea" : "X'" + digits + "'";
        }

        @Override
        public void array(int index, byte @Nullable [] @Nullable [] sealed) {
            throw new IllegalStateException("a literal is no array");
        }

        /**
         * The text with all of them in it.
         *
         * @throws SQLFeatureNotSupportedException where it cannot be said with certainty where they belong
         */
        String in(Rewritten plan, Syntax syntax) throws SQLException {
            SqlText sent = SqlText.statements(plan.sql(), syntax).get(0);
            StringBuilder text = new StringBuilder();
            int copied = 0;
            int index = 0;
            for (int i = 0; i < sent.size(); i++) {
                if (sent.is(i, Token.Kind.PARAMETER)) {
                    text.append(plan.sql(), copied, sent.start(i)).append(byIndex.get(++index));
                    copied = sent.end(i);
                }
            }
            if (index != byIndex.size() || index != plan.parameters().size()) {
                throw new SQLFeatureNotSupportedException(
                        "a text with values of encrypted columns and with ? in it cannot be part of a batch; execute it by"
                                + " itself",
                        SqlStates.NOT_SUPPORTED);
            }
            return text.append(plan.sql(), copied, plan.sql().length()).toString();
        }
    }
}

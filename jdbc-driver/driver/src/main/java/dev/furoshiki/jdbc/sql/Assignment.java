package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding.Cell;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding.EqualityIndex;
import dev.furoshiki.jdbc.sql.plan.TextEdits;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What an encrypted column's companion is given along with the column itself.
 *
 * @param companion the companion's name
 * @param text a parameter, NULL or DEFAULT
 * @param bindings of the parameter, if it is one
 */
record Assignment(String companion, String text, List<ParameterBinding> bindings) {

    /**
     * Binds the value that an encrypted column is given, which has to be a single token.
     *
     * @param first of its tokens
     * @param last of its tokens
     * @return empty for a column without companion
     */
    static Optional<Assignment> of(SqlText statement, TextEdits edits, EncryptedColumn column, int first, int last)
            throws SQLException {
        boolean single = first == last;
        if (single && statement.is(first, Token.Kind.PARAMETER)) {
            int position = edits.position(first);
            edits.bind(first, new Cell(position, column, ParameterUse.STORED));
            EqualityIndex index = new EqualityIndex(position, column, ParameterUse.STORED);
            return column.companion().map(name -> new Assignment(name, "?", List.of(index)));
        }
        if (single && statement.isAnyWord(first, "NULL", "DEFAULT")) {
            // An encrypted column has no default, so that both are NULL.
            return column.companion().map(name -> new Assignment(name, statement.written(first), List.of()));
        }
        throw Refusals.column(
                column,
                "only a parameter or NULL can be written to it, since anything else would reach the server as plaintext",
                "write ? alone and set the value with a setter");
    }
}

package dev.furoshiki.jdbc.grammar;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * A constraint that stands beside the columns.
 *
 * @param columns that it constrains; empty for a check
 * @param expression of a check
 */
public record TableConstraint(
        Kind kind,
        @Nullable SqlIdentifier name,
        SqlNodeList columns,
        @Nullable SqlNode expression,
        SqlParserPos pos) {

    /** What a table constraint says. */
    public enum Kind {
        PRIMARY_KEY,
        UNIQUE,
        CHECK,
        FOREIGN_KEY
    }
}

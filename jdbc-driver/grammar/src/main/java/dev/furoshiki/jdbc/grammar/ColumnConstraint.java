package dev.furoshiki.jdbc.grammar;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * A constraint that stands with its column.
 *
 * @param name of the constraint, or of a collation
 * @param expression of a default, a check or a generated column
 */
public record ColumnConstraint(
        Kind kind, @Nullable SqlIdentifier name, @Nullable SqlNode expression, SqlParserPos pos) {

    /** What a column constraint says. */
    public enum Kind {
        NOT_NULL,
        NULL,
        DEFAULT,
        PRIMARY_KEY,
        UNIQUE,
        CHECK,
        REFERENCES,
        GENERATED,
        COLLATE
    }
}

package dev.furoshiki.jdbc.grammar;

import java.util.List;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;

/**
 * One column of a CREATE TABLE.
 *
 * @param type where its type stands
 * @param encryption its {@code ENCRYPTED WITH} clauses: more than one is a mistake that the reader reports
 */
public record ColumnDefinition(
        SqlIdentifier name,
        SqlDataTypeSpec type,
        List<ColumnConstraint> constraints,
        List<EncryptionClause> encryption) {

    public ColumnDefinition {
        constraints = List.copyOf(constraints);
        encryption = List.copyOf(encryption);
    }
}

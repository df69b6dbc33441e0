package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.SqlText;

/** How a dialect's statements name relations, and which of the server's own show stored values of any table. */
public interface RelationNames {

    /** Whether a relation of the server's own shows stored values, or the texts of statements. */
    boolean isOpaque(String storedName);

    /** Whether a name is certainly qualified by the one before it, so that it means no table of another schema. */
    boolean isQualified(SqlText statement, int index);
}

package dev.furoshiki.jdbc.sql.guard;

import dev.furoshiki.jdbc.sql.text.SqlText;
import java.util.Locale;
import java.util.Set;

/** H2's relations. Stateless. */
final class H2RelationNames implements RelationNames {

    private static final Set<String> STATISTICS = Set.of("query_statistics");

    @Override
    public boolean isOpaque(String storedName) {
        return STATISTICS.contains(storedName.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean isQualified(SqlText statement, int index) {
        return statement.isSymbol(index - 1, ".") && statement.isName(index - 2);
    }
}

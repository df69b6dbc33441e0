package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The common table expressions that a table's name may mean. Immutable. */
final class CommonTables {

    /** @param open whether it has further columns, all of them plain */
    record CommonTable(List<Field> fields, boolean open, boolean known) {}

    static final CommonTables NONE = new CommonTables(Map.of());

    private final Map<String, CommonTable> byName;

    private CommonTables(Map<String, CommonTable> byName) {
        this.byName = Map.copyOf(byName);
    }

    CommonTables with(String name, CommonTable table) {
        Map<String, CommonTable> more = new HashMap<>(byName);
        more.put(name, table);
        return new CommonTables(more);
    }

    /** That of a recursive WITH which has not been read yet. */
    CommonTables withUnknown(String name) {
        return with(name, new CommonTable(List.of(), false, false));
    }

    Optional<CommonTable> named(String name) throws UnsupportedStatementException {
        CommonTable table = byName.get(name);
        if (table != null && !table.known()) {
            throw new UnsupportedStatementException(
                    "the common table expression " + name
                            + " is used before what it gives is known; write those that are used before those that use them, and a"
                            + " recursive one as a query that does not use it UNION [ALL] one that does. The statement was not sent");
        }
        return Optional.ofNullable(table);
    }
}

package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The common table expressions that a table's name may mean. Immutable. */
final class CommonTables {

    /** @param open whether it has further columns, all of them plain */
    record CommonTable(List<Field> fields, boolean open, boolean known) {}

    private record Named(String name, CommonTable table) {}

    private final Syntax syntax;
    private final Map<String, Named> byName;

    private CommonTables(Syntax syntax, Map<String, Named> byName) {
        this.syntax = syntax;
        this.byName = Map.copyOf(byName);
    }

    /** @param syntax by which names are compared */
    static CommonTables none(Syntax syntax) {
        return new CommonTables(syntax, Map.of());
    }

    CommonTables with(String name, CommonTable table) {
        Map<String, Named> more = new HashMap<>(byName);
        more.put(syntax.comparedName(name), new Named(name, table));
        return new CommonTables(syntax, more);
    }

    /** That of a recursive WITH which has not been read yet. */
    CommonTables withUnknown(String name) {
        return with(name, new CommonTable(List.of(), false, false));
    }

    Optional<CommonTable> named(String name) throws UnsupportedStatementException {
        Named named = byName.get(syntax.comparedName(name));
        if (named == null) {
            return Optional.empty();
        }
        if (!named.name().equals(name)) {
            throw new UnsupportedStatementException("it depends on the server whether " + name
                    + " means the common table expression " + named.name()
                    + " or a table; write its name the same everywhere. The statement was not sent");
        }
        CommonTable table = named.table();
        if (!table.known()) {
            throw new UnsupportedStatementException(
                    "the common table expression " + name
                            + " is used before what it gives is known; write those that are used before those that use them, and a"
                            + " recursive one as a query that does not use it UNION [ALL] one that does. The statement was not sent");
        }
        return Optional.of(table);
    }
}

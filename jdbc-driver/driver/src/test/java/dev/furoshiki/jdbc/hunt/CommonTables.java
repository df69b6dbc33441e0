package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.ArrayList;
import java.util.List;

/** WITH clauses: queries, recursive ones, and statements that write. For one statement. */
final class CommonTables {

    private final Grammar grammar;
    private final Draw draw;

    CommonTables(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    /** One or two of them, which the statement behind can name. */
    void add() {
        boolean recursive = draw.one(3);
        draw.add(recursive ? "WITH RECURSIVE" : draw.any("WITH", "with"));
        int count = 1 + draw.below(2);
        for (int i = 0; i < count; i++) {
            draw.add(i > 0 ? "," : "");
            if (recursive && i == 0) {
                recursive();
            } else {
                query();
            }
        }
    }

    private void query() {
        Draw.Aside<List<Column>> query = draw.aside(() -> grammar.queries().labelled(Visible.NOTHING, 1));
        String name = draw.newName();
        draw.add(name);
        List<Column> columns = draw.one(3) ? grammar.relations().renamed(query.value()) : query.value();
        draw.add("AS").add(draw.can(Feature.MATERIALIZED) ? draw.any("", "", "MATERIALIZED", "not materialized") : "");
        draw.add("(").sql().addAll(query.text());
        draw.add(")");
        draw.common().add(Relation.of(name, columns));
    }

    /** From rows with some number to those with the next. */
    private void recursive() {
        HuntTable table = draw.any(HuntTables.ENCRYPTED);
        List<Column> possible = table.columns().stream()
                .filter(column -> column.role() != Role.PLAIN)
                .toList();
        Column value = draw.any(possible);
        Column number = Column.plain(draw.newName(), HuntType.INTEGER);
        Column own = value.named(draw.newName());
        String name = draw.newName();
        Relation first = Relation.of(draw.newName(), table.columns());
        draw.add(name + " ( " + number.name() + " , " + own.name() + " ) AS ( SELECT " + first.alias() + ".id ,");
        draw.add(Visible.qualified(new Ref(first, value), value.written(draw.dialect(), draw.random()), draw) + " FROM")
                .sql()
                .whole(draw.any(draw.dialect().tableNames(table.name())));
        draw.add(first.alias() + " WHERE " + first.alias() + ".id < 3");
        if (draw.one(2)) {
            draw.add("AND");
            grammar.conditions().leaf(Visible.NOTHING.inner(List.of(first)), 1);
        }
        draw.add("UNION ALL SELECT");
        Relation next = Relation.of(draw.newName(), table.columns());
        draw.add(next.alias() + ".id , "
                + Visible.qualified(new Ref(next, value), value.written(draw.dialect(), draw.random()), draw)
                + " FROM");
        draw.sql().whole(draw.any(draw.dialect().tableNames(table.name())));
        draw.add(next.alias() + " JOIN " + name + " ON " + next.alias() + ".id = " + name + "." + number.name()
                + " + 1");
        if (value.role().isComparable() && draw.can(Feature.RECURSIVE_CONSTANTS) && draw.one(2)) {
            draw.add("AND ( " + name + "." + own.name() + " <>");
            draw.value(value);
            draw.add("OR 1 = 1 )");
        }
        draw.add(")");
        draw.common().add(Relation.of(name, List.of(number, own)));
    }

    /** A statement that writes and gives rows, before one that reads them. */
    void changing() {
        draw.add("WITH");
        String name = draw.newName();
        draw.add(name + " AS (");
        Changes changes = new Changes(grammar);
        List<Column> columns = new ArrayList<>(changes.returning());
        draw.add(")");
        draw.common().add(Relation.of(name, columns));
        if (draw.one(2)) {
            draw.add("SELECT * FROM " + name);
        } else {
            draw.add("SELECT");
            Visible scope = Visible.NOTHING.inner(List.of(Relation.of(name, columns)));
            new Selects(grammar).item(scope);
            draw.add("FROM " + name);
            grammar.queries().where(scope, 1, 3);
        }
    }
}

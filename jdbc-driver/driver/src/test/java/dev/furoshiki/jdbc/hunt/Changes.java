package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** UPDATE and DELETE, and what a statement that writes gives. For one statement. */
final class Changes {

    private final Grammar grammar;
    private final Draw draw;
    private boolean mayReturn = true;
    private boolean qualifies;
    private boolean starred;

    Changes(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    /** A statement with RETURNING; the columns that it gives, all with names of their own. */
    List<Column> returning() {
        HuntTable table = draw.any(HuntTables.ENCRYPTED);
        Relation target = switch (draw.below(3)) {
            case 0 -> new Inserts(grammar).values(table);
            case 1 -> update(table).relations().get(0);
            default -> delete(table).relations().get(0);
        };
        draw.add("RETURNING");
        List<Column> columns = new ArrayList<>(table.columns());
        Collections.shuffle(columns, draw.random());
        List<Column> given = new ArrayList<>();
        for (Column column : columns.subList(0, 1 + draw.below(3))) {
            draw.add(given.isEmpty() ? "" : ",");
            given.add(column.named(draw.newName()));
            draw.add(Visible.qualified(new Ref(target, column), column.written(draw.dialect(), draw.random()), draw)
                    + " AS " + given.get(given.size() - 1).name());
        }
        return given;
    }

    void returningItems(Visible scope, int oneIn) {
        if (!draw.can(Feature.RETURNING) || !draw.one(oneIn)) {
            return;
        }
        draw.add(draw.any("RETURNING", "returning"));
        int items = 1 + draw.below(3);
        for (int i = 0; i < items; i++) {
            draw.add(i > 0 ? "," : "");
            starred |= i > 0 && !draw.can(Feature.LATE_STARS);
            returned(scope);
        }
    }

    private void returned(Visible scope) {
        Ref ref = draw.any(scope.own(column -> true));
        int choice = (starred ? 1 : 0) + draw.below(starred ? 4 : 5);
        switch (choice) {
            case 0 -> {
                draw.add("*");
                starred = true;
            }
            case 1 -> {
                if (ref.column().role().isEncrypted()) {
                    grammar.expressions().anchored(ref.column(), scope, 1);
                } else {
                    grammar.expressions().plain(ref.column().type(), scope, 1);
                }
                draw.add("AS " + draw.newName());
            }
            default -> draw.add(scope.written(ref, draw));
        }
    }

    /** The table, and what it goes by in the statement. */
    private Relation target(HuntTable table) {
        return grammar.relations().table(table, List.of());
    }

    void statement() {
        if (draw.can(Feature.WITH_BEFORE_CHANGES) && draw.one(6)) {
            new CommonTables(grammar).add();
        }
        HuntTable table = draw.any(HuntTables.ALL);
        boolean updates = draw.one(2);
        Visible scope = updates ? update(table) : delete(table);
        if (mayReturn && !(updates && !draw.can(Feature.UPDATE_RETURNING))) {
            returningItems(scope, 3);
        }
    }

    private Visible update(HuntTable table) {
        draw.add("UPDATE").add(draw.can(Feature.ONLY) && draw.one(10) ? "ONLY" : "");
        Relation target = target(table);
        Visible own = Visible.NOTHING.inner(List.of(target));
        if (draw.one(3) && draw.can(Feature.UPDATE_FROM)) {
            return updateFrom(table, target);
        }
        if (draw.one(3) && draw.can(Feature.CHANGES_OF_JOINS)) {
            return updateJoin(table, target);
        }
        draw.add("SET");
        assign(table, own);
        grammar.queries().where(own, 2, 8);
        limited(own);
        return own;
    }

    /** With rows of another table of which one at most belongs to each. */
    private Visible updateFrom(HuntTable table, Relation target) {
        HuntTable other = draw.any(HuntTables.ALL);
        Draw.Aside<Relation> from = draw.aside(
                () -> draw.one(3) ? columns(other, target) : grammar.relations().table(other, List.of(target)));
        Visible scope = Visible.NOTHING.inner(List.of(target, from.value()));
        draw.add("SET");
        assign(table, scope);
        draw.add("FROM").sql().addAll(from.text());
        joined(scope, target, from.value());
        return scope;
    }

    /** The first ones by the unique column. */
    private void limited(Visible own) {
        if (draw.can(Feature.CHANGES_WITH_LIMIT) && draw.one(4)) {
            Ref id = draw.any(own.own(column -> column.name().equals("id")));
            draw.add("ORDER BY " + own.written(id, draw) + draw.any("", " DESC") + " LIMIT");
            draw.number(4);
            mayReturn &= !draw.can(Feature.ALIAS_OF_DELETE);
        }
    }

    /** Like that, where the tables of a join are changed. */
    private Visible updateJoin(HuntTable table, Relation target) {
        Relation other = join(target);
        Visible scope = Visible.NOTHING.inner(List.of(target, other));
        draw.add("SET");
        qualifies = true;
        // What a second assignment sees of the first depends on the server's plan here.
        assign(table, scope, 1);
        qualifies = false;
        if (draw.one(2)) {
            draw.add("WHERE");
            grammar.conditions().add(scope, 1);
        }
        mayReturn = false;
        return scope;
    }

    /** With another table, of which one row at most belongs to each. */
    private Relation join(Relation target) {
        draw.add(draw.any("JOIN", "INNER JOIN", "LEFT JOIN"));
        HuntTable other = draw.any(HuntTables.ALL);
        Relation beside =
                draw.one(3) ? columns(other, target) : grammar.relations().table(other, List.of(target));
        Column id = Column.plain("id", HuntType.INTEGER);
        draw.add("ON " + Visible.qualified(new Ref(target, id), "id", draw) + " = "
                + Visible.qualified(new Ref(beside, id), "id", draw));
        if (draw.one(3)) {
            draw.add("AND");
            grammar.conditions().add(Visible.NOTHING.inner(List.of(target, beside)), 1);
        }
        return beside;
    }

    /** Some columns of a table, under names of their own but for the unique one. */
    private Relation columns(HuntTable table, Relation target) {
        draw.add("( SELECT id");
        List<Column> given = new ArrayList<>(List.of(Column.plain("id", HuntType.INTEGER)));
        for (Column column : table.columns()) {
            if (!column.name().equals("id") && draw.one(2)) {
                given.add(column.named(draw.newName()));
                draw.add(", " + column.written(draw.dialect(), draw.random()) + " AS "
                        + given.get(given.size() - 1).name());
            }
        }
        draw.add("FROM").sql().whole(draw.any(draw.dialect().tableNames(table.name())));
        draw.add(")");
        return Relation.of(grammar.relations().alias(List.of(target)), given);
    }

    private void joined(Visible scope, Relation target, Relation other) {
        String left = Visible.qualified(new Ref(target, Column.plain("id", HuntType.INTEGER)), "id", draw);
        String right = Visible.qualified(new Ref(other, Column.plain("id", HuntType.INTEGER)), "id", draw);
        draw.add("WHERE " + left + " = " + right);
        if (draw.one(2)) {
            draw.add("AND");
            grammar.conditions().add(scope, 1);
        }
    }

    /** One assignment or several, of one column or of several. */
    void assign(HuntTable table, Visible scope) {
        assign(table, scope, 4);
    }

    private void assign(HuntTable table, Visible scope, int most) {
        List<Column> columns = new ArrayList<>(table.columns());
        columns.removeIf(column -> column.name().equals("id"));
        Collections.shuffle(columns, draw.random());
        columns = columns.subList(0, 1 + draw.below(Math.min(most, columns.size())));
        int at = 0;
        while (at < columns.size()) {
            draw.add(at > 0 ? "," : "");
            int width = draw.can(Feature.ROWS_ASSIGNED) && draw.one(4)
                    ? Math.min(columns.size() - at, 1 + draw.below(3))
                    : 0;
            if (width == 0) {
                String name = columns.get(at).written(draw.dialect(), draw.random());
                draw.add((qualifies
                                ? Visible.qualified(new Ref(scope.relations().get(0), columns.get(at)), name, draw)
                                : name)
                        + " =");
                stored(columns.get(at), scope);
                at++;
            } else {
                row(columns.subList(at, at + width), scope);
                at += width;
            }
        }
    }

    private void row(List<Column> columns, Visible scope) {
        draw.add("(");
        for (int i = 0; i < columns.size(); i++) {
            draw.add(i > 0 ? "," : "").add(columns.get(i).written(draw.dialect(), draw.random()));
        }
        draw.add(") =");
        if (draw.one(3)) {
            rowOfQuery(columns, scope);
            return;
        }
        draw.add(columns.size() == 1 || draw.one(4) ? "ROW (" : "(");
        for (int i = 0; i < columns.size(); i++) {
            draw.add(i > 0 ? "," : "");
            stored(columns.get(i), scope);
        }
        draw.add(")");
    }

    /** Of one row, or of none. */
    private void rowOfQuery(List<Column> columns, Visible scope) {
        List<HuntTable> tables = HuntTables.ALL.stream()
                .filter(table -> columns.stream()
                        .allMatch(column -> table.columns().stream().anyMatch(one -> one.isLike(column))))
                .toList();
        HuntTable table = draw.any(tables);
        Draw.Aside<Relation> from = draw.aside(() -> grammar.relations().table(table, List.of()));
        Visible inner = scope.inner(List.of(from.value()));
        draw.add("( SELECT");
        for (int i = 0; i < columns.size(); i++) {
            draw.add(i > 0 ? "," : "");
            Column column = columns.get(i);
            Ref ref = draw.any(inner.own(one -> one.isLike(column)));
            draw.add(Visible.qualified(ref, ref.column().written(draw.dialect(), draw.random()), draw));
        }
        draw.add("FROM").sql().addAll(from.text());
        Ref id = draw.any(inner.own(column -> column.name().equals("id")));
        draw.add("WHERE " + Visible.qualified(id, "id", draw) + " =");
        draw.number(8);
        draw.add(")");
    }

    /** A value for a column of the table. */
    void stored(Column column, Visible scope) {
        if (draw.one(10)) {
            draw.add(draw.any("DEFAULT", "default"));
        } else if (draw.one(12)) {
            draw.add("NULL");
        } else if (column.role() == Role.PLAIN) {
            grammar.expressions().plain(column.type(), scope, 2);
        } else {
            grammar.expressions().cell(column, scope, draw.one(2) ? 2 : 0);
        }
    }

    private Visible delete(HuntTable table) {
        if (draw.can(Feature.CHANGES_OF_JOINS) && draw.one(3)) {
            return deleteJoin(table);
        }
        draw.add("DELETE FROM").add(draw.can(Feature.ONLY) && draw.one(10) ? "ONLY" : "");
        Relation target = draw.can(Feature.ALIAS_OF_DELETE) ? target(table) : named(table);
        Visible own = Visible.NOTHING.inner(List.of(target));
        if (draw.one(3) && draw.can(Feature.DELETE_USING)) {
            draw.add("USING");
            HuntTable other = draw.any(HuntTables.ALL);
            Relation beside = grammar.relations().table(other, List.of(target));
            Visible scope = Visible.NOTHING.inner(List.of(target, beside));
            draw.add("WHERE");
            grammar.conditions().add(scope, 2);
            if (draw.one(2)) {
                draw.add("AND");
                grammar.conditions().add(scope, 1);
            }
            // Which of several rows of the other table is given with one that is deleted, the server chooses.
            mayReturn = false;
            return own;
        }
        draw.add("WHERE");
        grammar.conditions().add(own, 2);
        limited(own);
        return own;
    }

    /** A table that goes by its own name. */
    private Relation named(HuntTable table) {
        draw.sql().whole(draw.any(draw.dialect().tableNames(table.name())));
        return new Relation(table.name(), table.columns(), true);
    }

    private Visible deleteJoin(HuntTable table) {
        Draw.Aside<Relation> target = draw.aside(() -> target(table));
        String alias = Column.alias(target.value().alias(), draw.dialect(), draw.random());
        boolean using = draw.one(2);
        draw.add(using ? "DELETE FROM" : "DELETE").sql().whole(alias);
        draw.add(using ? "USING" : "FROM").sql().addAll(target.text());
        Visible scope = Visible.NOTHING.inner(List.of(target.value(), join(target.value())));
        draw.add("WHERE");
        grammar.conditions().add(scope, 2);
        mayReturn = false;
        return scope;
    }
}

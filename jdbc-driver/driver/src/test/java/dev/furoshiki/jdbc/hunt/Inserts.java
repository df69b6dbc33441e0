package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** INSERT of rows and of queries, with what is to be done on conflict, and MERGE. For one statement. */
final class Inserts {

    private final Grammar grammar;
    private final Draw draw;
    private String verb = "INSERT INTO";
    /** Whether every column without a default is among those listed: MariaDB may take an empty text for one that is not. */
    private boolean given;

    Inserts(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
    }

    void statement() {
        if (draw.can(Feature.WITH_BEFORE_CHANGES) && draw.one(6)) {
            new CommonTables(grammar).add();
        }
        HuntTable table = draw.any(HuntTables.ALL);
        if (draw.can(Feature.MERGE_KEY) && draw.one(3)) {
            mergeKey(table);
            return;
        }
        boolean replaces = draw.can(Feature.REPLACE) && draw.one(5);
        verb = replaces
                ? "REPLACE INTO"
                : draw.can(Feature.INSERT_IGNORE) && !table.equals(HuntTables.ACCOUNT) && draw.one(6)
                        ? "INSERT IGNORE INTO"
                        : "INSERT INTO";
        boolean queried = draw.one(4);
        given = true;
        Relation target =
                queried ? query(table) : draw.can(Feature.INSERT_SET) && draw.one(5) ? set(table) : values(table);
        if (draw.one(3) && draw.can(Feature.ON_CONFLICT)) {
            onConflict(table, target);
        } else if (!replaces && given && draw.one(3) && draw.can(Feature.ON_DUPLICATE_KEY)) {
            onDuplicateKey(table, target, queried);
        }
        new Changes(grammar).returningItems(Visible.NOTHING.inner(List.of(target)), 3);
    }

    private Relation target(HuntTable table) {
        draw.add(draw.one(2) ? verb : verb.toLowerCase(Locale.ROOT))
                .sql()
                .whole(draw.any(draw.dialect().tableNames(table.name())));
        if (draw.can(Feature.ALIAS_OF_INSERT) && draw.one(4)) {
            String alias = draw.newAlias(List.of());
            draw.add("AS").sql().whole(Column.alias(alias, draw.dialect(), draw.random()));
            return Relation.of(alias, table.columns());
        }
        return new Relation(table.name(), table.columns(), true);
    }

    /** Rows of values, of all columns or of some. */
    Relation values(HuntTable table) {
        Relation target = target(table);
        List<Column> columns = listed(table);
        draw.add("VALUES");
        int rows = draw.one(2) ? 1 : 1 + draw.below(3);
        for (int row = 0; row < rows; row++) {
            draw.add(row > 0 ? ", (" : "(");
            for (int i = 0; i < columns.size(); i++) {
                draw.add(i > 0 ? "," : "");
                value(columns.get(i));
            }
            draw.add(")");
        }
        return target;
    }

    /** One row in the form of assignments. */
    private Relation set(HuntTable table) {
        Relation target = target(table);
        draw.add("SET id =");
        draw.number(14);
        List<Column> columns = new ArrayList<>(table.columns());
        columns.removeIf(column -> column.name().equals("id"));
        Collections.shuffle(columns, draw.random());
        columns = columns.subList(0, 1 + draw.below(columns.size()));
        given = areGiven(table, columns);
        for (Column column : columns) {
            draw.add(",").add(column.written(draw.dialect(), draw.random()) + draw.any(" =", " :="));
            value(column);
        }
        return target;
    }

    /** @param queried whether the names of a query are visible, too */
    private void onDuplicateKey(HuntTable table, Relation target, boolean queried) {
        draw.add("ON DUPLICATE KEY UPDATE");
        Visible own = Visible.NOTHING.inner(List.of(target));
        List<Column> columns = new ArrayList<>(table.columns());
        columns.removeIf(column -> column.name().equals("id"));
        Collections.shuffle(columns, draw.random());
        int at = 0;
        for (Column column : columns.subList(0, 1 + draw.below(3))) {
            draw.add(at++ > 0 ? "," : "").add(column.written(draw.dialect(), draw.random()) + " =");
            String given = "VALUES( " + column.written(draw.dialect(), draw.random()) + " )";
            switch (draw.below(queried ? 3 : 4)) {
                case 0 -> draw.add(given);
                case 1 -> {
                    draw.add("coalesce( " + given + " ,");
                    draw.value(column, true, true);
                    draw.add(")");
                }
                case 2 -> draw.value(column);
                default -> new Changes(grammar).stored(column, own);
            }
        }
    }

    /** H2's upsert: by the primary key, or by the columns that it names. */
    private void mergeKey(HuntTable table) {
        verb = "MERGE INTO";
        target(table);
        List<Column> columns = new ArrayList<>(table.columns());
        columns.removeIf(column -> column.name().equals("id"));
        Collections.shuffle(columns, draw.random());
        columns = new ArrayList<>(columns.subList(0, 1 + draw.below(columns.size())));
        columns.add(draw.below(columns.size() + 1), Column.plain("id", HuntType.INTEGER));
        draw.add("(");
        for (int i = 0; i < columns.size(); i++) {
            draw.add(i > 0 ? "," : "").add(columns.get(i).written(draw.dialect(), draw.random()));
        }
        draw.add(")");
        List<Column> keys = columns.stream()
                .filter(column -> column.name().equals("id") || table.keys().contains(column))
                .toList();
        draw.add("KEY (")
                .add(draw.any(keys).written(draw.dialect(), draw.random()))
                .add(")");
        draw.add("VALUES");
        int rows = 1 + draw.below(2);
        for (int row = 0; row < rows; row++) {
            draw.add(row > 0 ? ", (" : "(");
            for (int i = 0; i < columns.size(); i++) {
                draw.add(i > 0 ? "," : "");
                value(columns.get(i));
            }
            draw.add(")");
        }
    }

    private void value(Column column) {
        if (column.name().equals("id")) {
            draw.sql().whole(String.valueOf(1 + draw.below(14)));
        } else {
            new Changes(grammar).stored(column, Visible.NOTHING);
        }
    }

    /** A list of columns, or none, and what the values have to be for. */
    private List<Column> listed(HuntTable table) {
        List<Column> columns = new ArrayList<>(table.columns());
        int id = indexOfId(columns);
        if (draw.one(4)) {
            // Without a list the first columns are meant.
            return draw.one(2) || !draw.can(Feature.SHORT_ROWS)
                    ? columns
                    : columns.subList(0, Math.max(id + 1, 1 + draw.below(columns.size())));
        }
        Collections.shuffle(columns, draw.random());
        columns = new ArrayList<>(columns.subList(0, 1 + draw.below(columns.size())));
        if (indexOfId(columns) < 0) {
            columns.add(draw.below(columns.size() + 1), table.columns().get(id));
        }
        draw.add("(");
        for (int i = 0; i < columns.size(); i++) {
            draw.add(i > 0 ? "," : "").add(columns.get(i).written(draw.dialect(), draw.random()));
        }
        draw.add(")");
        given = areGiven(table, columns);
        return columns;
    }

    private static boolean areGiven(HuntTable table, List<Column> columns) {
        return !table.equals(HuntTables.ACCOUNT)
                || columns.stream().anyMatch(column -> column.name().equals("iban"));
    }

    private static int indexOfId(List<Column> columns) {
        return columns.stream().map(Column::name).toList().indexOf("id");
    }

    private Relation query(HuntTable table) {
        List<Column> columns = new ArrayList<>(table.columns());
        Collections.shuffle(columns, draw.random());
        columns.removeIf(column -> column.name().equals("id"));
        List<Column> filled = List.copyOf(columns.subList(0, 1 + draw.below(3)));
        Draw.Aside<Boolean> rows = draw.aside(() -> rows(filled, table));
        if (!rows.value()) {
            verb = "INSERT INTO";
        }
        Relation target = target(table);
        draw.add("( id");
        given = rows.value() && areGiven(table, filled);
        for (Column column : filled) {
            draw.add(",").add(column.written(draw.dialect(), draw.random()));
        }
        draw.add(")").sql().addAll(rows.text());
        return target;
    }

    /**
     * One row for each of a table, with a number of its own, or else several alike, of which the server chooses the last.
     *
     * @return whether no two are alike
     */
    private boolean rows(List<Column> columns, HuntTable target) {
        if (draw.can(Feature.WITH_IN_INSERTS) && draw.one(5)) {
            new CommonTables(grammar).add();
        }
        List<Column> wanted = new ArrayList<>(columns);
        Column id = Column.plain("id", HuntType.INTEGER);
        Draw.Aside<Visible> from = draw.aside(() -> grammar.relations().withAll(wanted, Visible.NOTHING, 0));
        Visible scope = from.value();
        List<Ref> ids = scope.own(column -> column.equals(id));
        draw.add("SELECT").add(ids.isEmpty() ? "20" : Visible.qualified(draw.any(ids), "id", draw) + " + 10");
        for (Column column : columns) {
            draw.add(",");
            if (column.role() == Role.PLAIN) {
                grammar.expressions().plain(column.type(), scope, 1);
            } else if (draw.one(4)) {
                draw.value(column, false, true);
            } else if (draw.one(3)) {
                grammar.expressions().anchored(column, scope, 1);
            } else {
                draw.add(scope.written(draw.any(scope.own(one -> one.isLike(column))), draw));
            }
        }
        draw.add("FROM").sql().addAll(from.text());
        grammar.queries().where(scope, 1, 3);
        boolean table = scope.relations().size() == 1
                && HuntTables.ALL.stream()
                        .anyMatch(one ->
                                one.columns().equals(scope.relations().get(0).columns()));
        return table && !ids.isEmpty() && columns.stream().noneMatch(target.keys()::contains);
    }

    private void onConflict(HuntTable table, Relation target) {
        draw.add("ON CONFLICT");
        if (draw.one(4)) {
            draw.add("DO NOTHING");
            return;
        }
        draw.add("(")
                .add(draw.any(table.keys()).written(draw.dialect(), draw.random()))
                .add(") DO");
        if (draw.one(4)) {
            draw.add("NOTHING");
            return;
        }
        draw.add("UPDATE SET");
        Visible both = Visible.NOTHING.inner(List.of(target, Relation.of("excluded", table.columns())));
        new Changes(grammar).assign(table, both);
        if (draw.one(3)) {
            draw.add("WHERE");
            grammar.conditions().add(both, 1);
        }
    }

    /** MERGE with rows of which one at most belongs to each row of the table. */
    void merge() {
        if (draw.can(Feature.WITH_BEFORE_CHANGES) && draw.one(6)) {
            new CommonTables(grammar).add();
        }
        HuntTable table = draw.any(HuntTables.ALL);
        draw.add("MERGE INTO");
        Relation target = grammar.relations().table(table, List.of());
        draw.add("USING");
        Relation source = source(table, target);
        Visible both = Visible.NOTHING.inner(List.of(target, source));
        String left = Visible.qualified(new Ref(target, Column.plain("id", HuntType.INTEGER)), "id", draw);
        Ref key = draw.any(Visible.NOTHING
                .inner(List.of(source))
                .own(column -> column.type() == HuntType.INTEGER && column.role() == Role.PLAIN)
                .subList(0, 1));
        String right = Visible.qualified(key, key.column().name(), draw);
        draw.add("ON " + left + " = " + right);
        // Of rows of values it is said below what they are: by what is stored.
        Visible known = source.columns().stream().anyMatch(table.columns()::contains)
                ? both
                : Visible.NOTHING.inner(List.of(target));
        if (draw.one(4)) {
            draw.add("AND");
            grammar.conditions().add(known, 0);
        }
        matched(table, both, known);
        boolean given = source.columns().stream().noneMatch(table.columns()::contains);
        if (given) {
            insertGiven(table, source, right);
        } else {
            notMatched(table, source, right);
        }
    }

    private Relation source(HuntTable table, Relation target) {
        if (draw.one(2)) {
            List<HuntTable> withIdFirst = HuntTables.ALL.stream()
                    .filter(one -> one.columns().stream()
                            .filter(column -> column.role() == Role.PLAIN && column.type() == HuntType.INTEGER)
                            .findFirst()
                            .orElseThrow()
                            .name()
                            .equals("id"))
                    .toList();
            return grammar.relations().table(draw.any(withIdFirst), List.of(target));
        }
        List<Column> given = new ArrayList<>(List.of(Column.plain("id", HuntType.INTEGER)));
        table.columns().stream()
                .filter(column -> !column.name().equals("id"))
                .filter(column -> draw.one(2))
                .forEach(given::add);
        draw.add("( VALUES");
        int first = draw.below(9);
        for (int row = 0; row < 2; row++) {
            draw.add(row > 0 ? ", (" : "(").add(String.valueOf(first + row));
            for (Column column : given.subList(1, given.size())) {
                draw.add(",");
                draw.value(column, true, true);
            }
            draw.add(")");
        }
        draw.add(")");
        String alias = grammar.relations().alias(List.of(target));
        return Relation.of(alias, grammar.relations().renamed(given));
    }

    private void matched(HuntTable table, Visible both, Visible known) {
        draw.add("WHEN MATCHED");
        if (draw.one(3)) {
            draw.add("AND");
            grammar.conditions().add(known, 1);
        }
        draw.add("THEN");
        if (draw.one(5)) {
            draw.add(draw.can(Feature.ON_CONFLICT) ? draw.any("DELETE", "DO NOTHING") : "DELETE");
        } else if (both.equals(known) || draw.one(2)) {
            draw.add("UPDATE SET");
            new Changes(grammar).assign(table, known);
        } else {
            given(table, both.relations().get(1));
        }
    }

    /** One of the given values is stored: in no key, or it would depend on the order of rows whether one is there twice. */
    private void given(HuntTable table, Relation source) {
        List<Column> possible = source.columns().stream()
                .filter(one -> !targets(table, one).isEmpty())
                .toList();
        if (possible.isEmpty()) {
            draw.add("DELETE");
            return;
        }
        Column given = draw.any(possible);
        Column own = draw.any(targets(table, given));
        draw.add("UPDATE SET " + own.written(draw.dialect(), draw.random()) + " = "
                + Visible.qualified(new Ref(source, given), given.name(), draw));
    }

    private static List<Column> targets(HuntTable table, Column given) {
        return table.columns().stream()
                .filter(one -> one.isLike(given) && !table.keys().contains(one))
                .toList();
    }

    /** Each of the given values is stored, which says what it is. */
    private void insertGiven(HuntTable table, Relation source, String id) {
        List<Ref> values = new ArrayList<>();
        draw.add("WHEN NOT MATCHED THEN INSERT ( id");
        List<Column> left = new ArrayList<>(table.columns());
        for (Column column : source.columns().subList(1, source.columns().size())) {
            Column own = left.stream()
                    .filter(one -> one.isLike(column) && !one.name().equals("id"))
                    .findFirst()
                    .orElseThrow();
            left.remove(own);
            draw.add(",").add(own.written(draw.dialect(), draw.random()));
            values.add(new Ref(source, column));
        }
        draw.add(") VALUES ( " + id);
        for (Ref value : values) {
            draw.add(",").add(Visible.qualified(value, value.column().name(), draw));
        }
        draw.add(")");
    }

    private void notMatched(HuntTable table, Relation source, String id) {
        Visible scope = Visible.NOTHING.inner(List.of(source));
        draw.add("WHEN NOT MATCHED THEN INSERT ( id");
        List<Column> columns = table.columns().stream()
                .filter(column -> !column.name().equals("id") && draw.one(2))
                .toList();
        for (Column column : columns) {
            draw.add(",").add(column.written(draw.dialect(), draw.random()));
        }
        draw.add(") VALUES ( " + id);
        draw.setMustQualify(draw.can(Feature.TARGET_IN_MERGED_ROWS));
        for (Column column : columns) {
            draw.add(",");
            new Changes(grammar).stored(column, scope);
        }
        draw.setMustQualify(false);
        draw.add(")");
    }
}

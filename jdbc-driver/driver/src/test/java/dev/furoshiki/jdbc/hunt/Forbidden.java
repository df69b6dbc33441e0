package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.Visible.Ref;
import java.util.List;

/**
 * Statements in each of which one thing is forbidden by a rule: every rule has its turn often, wherever the supported part of
 * the grammar would seldom come near it. For one statement.
 */
final class Forbidden {

    private static final Column PLAIN_TEXT = Column.plain("", HuntType.TEXT);

    private final Grammar grammar;
    private final Draw draw;
    private final ForbiddenConditions conditions;

    Forbidden(Grammar grammar) {
        this.grammar = grammar;
        this.draw = grammar.draw();
        this.conditions = new ForbiddenConditions(grammar);
    }

    void statement() {
        switch (draw.below(14)) {
            case 0, 1, 2, 3 -> queryWithCondition();
            case 4, 5 -> items();
            case 6 -> order();
            case 7 -> groups();
            case 8 -> sets();
            case 9, 10 -> update();
            case 11 -> insert();
            case 12 -> delete();
            default -> twice();
        }
    }

    private HuntTable table() {
        return draw.any(HuntTables.ENCRYPTED);
    }

    private static List<Column> encrypted(HuntTable table) {
        return table.columns().stream()
                .filter(column -> column.role().isEncrypted())
                .toList();
    }

    /** An encrypted column, and where it is read from. */
    private record From(Ref ref, Visible scope, Sql text) {}

    private From from(Column wanted) {
        Draw.Aside<Visible> from =
                draw.aside(() -> grammar.relations().withAll(List.of(wanted), Visible.NOTHING, draw.below(2)));
        List<Ref> refs = from.value().own(column -> column.isLike(wanted));
        return new From(draw.any(refs), from.value(), from.text());
    }

    private From from() {
        return from(draw.any(encrypted(table())));
    }

    private From from(Role role) {
        List<Column> columns = HuntTables.ENCRYPTED.stream()
                .flatMap(table -> encrypted(table).stream())
                .filter(column -> column.role() == role)
                .toList();
        return from(draw.any(columns));
    }

    private void behind(From from) {
        draw.add("FROM").sql().addAll(from.text());
    }

    private String name(From from) {
        return from.scope().written(from.ref(), draw);
    }

    private void queryWithCondition() {
        From from = from();
        boolean shown = draw.one(4);
        draw.add("SELECT").add(from.scope().hasStar() && draw.one(2) ? "*" : "1");
        if (shown) {
            draw.add(", CASE WHEN");
            conditions.add(from.ref(), from.scope());
            draw.add("THEN 1 ELSE 2 END AS met");
        }
        behind(from);
        draw.add("WHERE");
        if (draw.one(3)) {
            grammar.conditions().add(from.scope(), 1);
            draw.add(draw.any("AND", "OR"));
        }
        if (shown) {
            grammar.conditions().add(from.scope(), 1);
        } else {
            conditions.add(from.ref(), from.scope());
        }
    }

    private void items() {
        From from = from();
        String name = name(from);
        draw.add("SELECT").add(draw.one(2) ? "1 ," : "");
        switch (draw.below(9)) {
            case 0 -> draw.add(draw.any("upper( ", "lower( ", "length( ", "abs( ") + name + " )");
            case 1 -> draw.add(draw.any("min( ", "MAX( ") + name + " )");
            case 2 -> draw.add(String.format(draw.any(draw.dialect().gatherings()), name));
            case 3 -> {
                draw.add("coalesce( " + name + " ,");
                conditions.foreign(from.ref(), from.scope());
                draw.add(")");
            }
            case 4 -> {
                draw.add("CASE WHEN 1 = 1 THEN " + name + " ELSE");
                conditions.plain(from.scope());
                draw.add("END");
            }
            case 5 -> draw.add("rank( ) OVER ( ORDER BY " + name + draw.any("", " DESC") + " )");
            case 6 ->
                draw.add(draw.any("first_value( ", "lag( ") + name + " ) OVER ( ORDER BY "
                        + (from.scope().numbers().isEmpty()
                                ? "1"
                                : grammar.expressions().number(from.scope()))
                        + " )");
            case 7 -> joined(name, from);
            default -> {
                conditions.add(from.ref(), from.scope());
                draw.add("AS met");
            }
        }
        behind(from);
    }

    /** The value with another one behind it. */
    private void joined(String name, From from) {
        draw.add(draw.dialect().can(Feature.NULL_SAFE_EQUALS) ? "concat( " + name + " ," : name + " ||");
        draw.value(from.ref().column(), false, true);
        draw.add(draw.dialect().can(Feature.NULL_SAFE_EQUALS) ? ")" : "");
    }

    private void order() {
        From from = from();
        String name = name(from);
        String way = draw.any("", " DESC", " ASC");
        switch (draw.below(5)) {
            case 0 -> {
                draw.add("SELECT 1 , " + name + " AS");
                draw.add("n_o");
                behind(from);
                draw.add("ORDER BY n_o" + way);
            }
            case 1 -> {
                draw.add("SELECT " + name + " AS n_o , 1 AS n_p");
                behind(from);
                draw.add("ORDER BY " + draw.any("1", "2 , 1") + way);
            }
            case 2 -> {
                draw.add("SELECT q_q.n_o FROM ( SELECT " + name + " AS n_o");
                behind(from);
                draw.add("ORDER BY " + name + way + " LIMIT 2 ) q_q");
            }
            case 3 -> {
                draw.add("SELECT 1");
                behind(from);
                draw.add("ORDER BY coalesce( " + name + " ,");
                draw.value(from.ref().column(), false, true);
                draw.add(")" + way);
            }
            default -> {
                draw.add("SELECT 1 , 2");
                behind(from);
                draw.add("ORDER BY " + name + way);
            }
        }
    }

    private void groups() {
        From randomized = from(Role.RANDOMIZED);
        From comparable = from(draw.one(2) ? Role.INDEXED : Role.DETERMINISTIC);
        switch (draw.below(6)) {
            case 0 -> {
                draw.add("SELECT count(*)");
                behind(randomized);
                draw.add("GROUP BY " + name(randomized));
            }
            case 1 -> {
                draw.add("SELECT DISTINCT " + name(randomized));
                behind(randomized);
            }
            case 2 -> {
                draw.add("SELECT count( DISTINCT " + name(randomized) + " )");
                behind(randomized);
            }
            case 3 -> {
                draw.add("SELECT count(*) OVER ( PARTITION BY " + name(randomized) + " )");
                behind(randomized);
            }
            case 4 -> {
                draw.add("SELECT count(*)");
                behind(comparable);
                draw.add("HAVING " + draw.any("min( ", "max( ") + name(comparable) + " ) =");
                draw.value(comparable.ref().column());
            }
            default -> {
                draw.add("SELECT count(*)");
                behind(comparable);
                draw.add("GROUP BY length( " + name(comparable) + " )");
            }
        }
    }

    private void sets() {
        From from = from();
        draw.add("SELECT " + name(from));
        behind(from);
        if (from.ref().column().role() != Role.DETERMINISTIC && draw.one(2)) {
            draw.add(draw.any("UNION", "INTERSECT", "EXCEPT")).add("SELECT " + name(from));
            behind(from);
            return;
        }
        draw.add(draw.any("UNION", "UNION ALL", "INTERSECT", "EXCEPT")).add("SELECT");
        if (draw.one(2)) {
            draw.add(draw.any("name", "ssn") + " FROM city");
            return;
        }
        From other = from(conditions.otherThan(from.ref().column()));
        draw.add(name(other));
        behind(other);
    }

    private void update() {
        HuntTable table = table();
        draw.add("UPDATE");
        Relation target = grammar.relations().table(table, List.of());
        Visible scope = Visible.NOTHING.inner(List.of(target));
        draw.add("SET");
        if (draw.one(4)) {
            Column column = draw.any(encrypted(table));
            draw.add(column.written(draw.dialect(), draw.random()) + " =");
            draw.value(column);
            draw.add("WHERE");
            conditions.add(draw.any(scope.own(one -> one.role().isEncrypted())), scope);
            return;
        }
        List<Column> texts = table.columns().stream()
                .filter(column -> column.role() == Role.PLAIN && column.type() == HuntType.TEXT)
                .toList();
        if (!texts.isEmpty() && draw.one(3)) {
            draw.add(draw.any(texts).written(draw.dialect(), draw.random()) + " =");
            cellForPlain(table, scope);
        } else {
            Column column = draw.any(encrypted(table));
            draw.add(column.written(draw.dialect(), draw.random()) + " =");
            stored(new Ref(target, column), scope);
        }
        if (draw.one(2)) {
            draw.add("WHERE");
            grammar.conditions().add(scope, 1);
        }
    }

    private void cellForPlain(HuntTable table, Visible scope) {
        String name = scope.written(draw.any(scope.own(one -> one.role().isEncrypted())), draw);
        switch (draw.below(4)) {
            case 0 -> draw.add(name);
            case 1 -> draw.add("CASE WHEN 1 = 1 THEN " + name + " END");
            case 2 -> draw.add("coalesce( " + name + " , NULL )");
            default -> {
                draw.add("( SELECT z_z." + draw.any(encrypted(table)).written(draw.dialect(), draw.random()) + " FROM")
                        .sql()
                        .whole(draw.any(draw.dialect().tableNames(table.name())));
                draw.add("z_z WHERE z_z.id = 1 )");
            }
        }
    }

    /** What the server would compute in clear, or of another domain. */
    private void stored(Ref ref, Visible scope) {
        switch (draw.below(6)) {
            case 0, 1 -> {
                draw.add(draw.any("upper(", "lower(", "abs("));
                draw.value(ref.column(), false, true);
                draw.add(")");
            }
            case 2 -> {
                boolean calls = draw.can(Feature.NULL_SAFE_EQUALS);
                draw.add(calls ? "concat(" : "");
                draw.value(ref.column(), false, true);
                draw.add(calls ? ", 'x' )" : "|| 'x'");
            }
            case 3 -> conditions.foreign(ref, scope);
            case 4 -> {
                draw.add("CASE WHEN 1 = 1 THEN");
                draw.value(ref.column(), false, true);
                draw.add("ELSE");
                conditions.plain(scope);
                draw.add("END");
            }
            default -> conditions.plain(scope);
        }
    }

    private void insert() {
        HuntTable table = table();
        Column column = draw.any(encrypted(table));
        if (draw.one(3)) {
            From from = from(column);
            draw.add("INSERT INTO city ( id , name ) SELECT 21 , " + name(from));
            behind(from);
            return;
        }
        draw.add("INSERT INTO").sql().whole(draw.any(draw.dialect().tableNames(table.name())));
        draw.add("( id , " + column.written(draw.dialect(), draw.random()) + " )");
        if (draw.one(3)) {
            From from = from(conditions.otherThan(column));
            draw.add("SELECT 21 , " + name(from));
            behind(from);
            return;
        }
        draw.add("VALUES ( 21 ,");
        if (draw.can(Feature.RETURNING) && draw.one(4)) {
            draw.value(column);
            draw.add(") RETURNING " + draw.any("upper( ", "length( ", "abs( ")
                    + column.written(draw.dialect(), draw.random()) + " )");
            return;
        }
        Relation target = new Relation(table.name(), List.of(column), true);
        stored(new Ref(target, column), Visible.NOTHING);
        draw.add(")");
    }

    private void delete() {
        HuntTable table = table();
        draw.add("DELETE FROM").sql().whole(draw.any(draw.dialect().tableNames(table.name())));
        Visible scope = Visible.NOTHING.inner(List.of(new Relation(table.name(), table.columns(), true)));
        draw.add("WHERE");
        conditions.add(draw.any(scope.own(one -> one.role().isEncrypted())), scope);
    }

    /** One value that is held against two columns that have nothing in common. */
    private void twice() {
        From from = from(draw.one(2) ? Role.INDEXED : Role.DETERMINISTIC);
        draw.add("SELECT 1");
        behind(from);
        draw.add("JOIN ( SELECT");
        draw.value(from.ref().column(), false, true);
        draw.add("AS n_o ) q_q ON q_q.n_o = " + name(from) + " WHERE q_q.n_o " + draw.any("=", "<>"));
        List<Ref> others = from.scope()
                .own(column -> column.role().isComparable()
                        && !column.isLike(from.ref().column()));
        if (others.isEmpty() || draw.one(2)) {
            draw.value(PLAIN_TEXT, false, true);
            draw.add("|| ''");
        } else {
            draw.add(from.scope().written(draw.any(others), draw));
        }
    }
}

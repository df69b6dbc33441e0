package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import dev.furoshiki.jdbc.hunt.HuntStatement.Kind;
import dev.furoshiki.jdbc.hunt.HuntStatement.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws whole statements: most have to be carried out, others have to be refused, go beyond both, or are torn. Stateless. */
final class HuntGrammar {

    private static final Column TEXT = Column.encrypted("", HuntType.VARCHAR, Role.INDEXED, "d_mail");

    private HuntGrammar() {}

    static HuntStatement draw(Random random, HuntDialect dialect) {
        int drawn = random.nextInt(20);
        Kind kind = drawn < 11 ? Kind.SUPPORTED : drawn < 15 ? Kind.FORBIDDEN : drawn < 17 ? Kind.WILD : Kind.TORN;
        boolean text = random.nextInt(4) == 0;
        Draw draw = new Draw(random, dialect, text, kind == Kind.TORN);
        boolean ordered = false;
        boolean query = false;
        boolean keys = false;
        if (kind == Kind.WILD) {
            odd(draw);
        } else if (kind == Kind.FORBIDDEN) {
            new Forbidden(new Grammar(draw)).statement();
        } else {
            Grammar grammar = new Grammar(draw);
            switch (random.nextInt(10)) {
                case 0, 1 -> {
                    new Inserts(grammar).statement();
                    keys = true;
                }
                case 2, 3 -> new Changes(grammar).statement();
                case 4 -> merge(grammar);
                case 5 -> changeInWith(grammar);
                default -> {
                    Selects selects = new Selects(grammar);
                    selects.statement();
                    ordered = selects.isOrdered();
                    query = true;
                }
            }
        }
        Sql sql = draw.sql();
        if (kind == Kind.TORN) {
            sql.tear(random);
        }
        String written = sql.written(dialect.blanks(), random) + (random.nextInt(8) == 0 ? " ;" : "");
        boolean rows = written.toUpperCase(java.util.Locale.ROOT).contains("RETURNING");
        Mode mode = mode(random, text, sql.slots().isEmpty(), query || rows, keys);
        boolean batch = mode == Mode.BATCH;
        List<List<Parameter>> parameters = new ArrayList<>(List.of(draw.parameters(sql, batch)));
        if (batch || mode == Mode.AGAIN) {
            parameters.add(draw.parameters(sql, batch));
        }
        return new HuntStatement(
                mode == Mode.EXPLAINED ? "EXPLAIN " + written : written, parameters, mode, kind, ordered);
    }

    private static Mode mode(Random random, boolean text, boolean withoutParameters, boolean givesRows, boolean keys) {
        if (text && withoutParameters) {
            return givesRows || random.nextInt(3) > 0 ? Mode.TEXT : Mode.TEXT_BATCH;
        }
        int drawn = random.nextInt(10);
        if (drawn == 0) {
            return Mode.AGAIN;
        }
        if (drawn == 4) {
            return Mode.EXPLAINED;
        }
        if (!givesRows && drawn == 1) {
            return Mode.BATCH;
        }
        if (keys && !givesRows && drawn == 2) {
            return Mode.KEYS;
        }
        return keys && !givesRows && drawn == 3 ? Mode.KEYS_BY_NAME : Mode.PREPARED;
    }

    private static void merge(Grammar grammar) {
        if (grammar.draw().can(Feature.MERGE)) {
            new Inserts(grammar).merge();
        } else {
            new Changes(grammar).statement();
        }
    }

    private static void changeInWith(Grammar grammar) {
        if (grammar.draw().can(Feature.CHANGES_IN_WITH)) {
            new CommonTables(grammar).changing();
        } else {
            new Inserts(grammar).statement();
        }
    }

    private static void odd(Draw draw) {
        for (String token : draw.any(draw.dialect().oddities()).split(" ", -1)) {
            if (token.equals("#")) {
                draw.value(TEXT);
            } else {
                draw.sql().whole(token);
            }
        }
    }

    /** Rows to begin with. */
    static HuntStatement row(Random random, HuntDialect dialect, HuntTable table, int id) {
        Draw draw = new Draw(random, dialect, false, false);
        draw.add("INSERT INTO").sql().whole(dialect.quoted(table.name()));
        draw.add("VALUES (");
        for (int i = 0; i < table.columns().size(); i++) {
            draw.add(i > 0 ? "," : "");
            Column column = table.columns().get(i);
            if (column.name().equals("id")) {
                draw.add(String.valueOf(id));
            } else {
                draw.sql().parameter(new Sql.Slot(column.type(), column.domain(), true, true, false));
            }
        }
        draw.add(")");
        return new HuntStatement(
                draw.sql().plain(), List.of(draw.parameters(draw.sql(), false)), Mode.PREPARED, Kind.SUPPORTED, true);
    }
}

package dev.furoshiki.jdbc.fuzz;

import static dev.furoshiki.jdbc.fuzz.FuzzColumn.CANARY;
import static dev.furoshiki.jdbc.fuzz.FuzzColumn.CANARY_NUMBER;
import static dev.furoshiki.jdbc.fuzz.FuzzColumn.ID;
import static dev.furoshiki.jdbc.fuzz.FuzzColumn.N;
import static dev.furoshiki.jdbc.fuzz.FuzzColumn.T;

import java.math.BigDecimal;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Draws statements over the table: most within what has to be carried out, the others beyond it or torn. For one statement. */
final class FuzzGrammar {

    private enum Kind {
        SUPPORTED,
        WILD,
        TORN
    }

    /** One is a column's name as well. */
    private static final List<String> ALIASES = List.of("", "", "f", "\"F.x\"", "i", "Z9");

    private final Random random;
    private final TextBuilder text;
    private final Kind kind;
    private String alias = "";
    private boolean ordered;

    private FuzzGrammar(Random random) {
        this.random = random;
        this.text = new TextBuilder(random);
        int drawn = random.nextInt(10);
        this.kind = drawn < 5 ? Kind.SUPPORTED : drawn < 8 ? Kind.WILD : Kind.TORN;
    }

    static FuzzStatement draw(Random random) {
        return new FuzzGrammar(random).statement();
    }

    private FuzzStatement statement() {
        if (kind == Kind.WILD && random.nextInt(8) == 0) {
            FuzzOddities.add(text, random);
        } else {
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> select();
                case 4, 5 -> insert();
                case 6 -> update();
                default -> delete();
            }
        }
        if (kind != Kind.TORN) {
            return new FuzzStatement(text.toString(), text.parameters(), kind == Kind.SUPPORTED, ordered, false);
        }
        text.mutate();
        // A value may be meant for a plain column now: it must not look like an encrypted one's.
        List<FuzzColumn.Parameter> parameters = new ArrayList<>();
        text.parameters()
                .forEach(one -> parameters.add(new FuzzColumn.Parameter(harmless(one.value()), one.jdbcType())));
        while (parameters.size() > text.questionMarks()) {
            parameters.remove(parameters.size() - 1);
        }
        while (parameters.size() < text.questionMarks()) {
            parameters.add(new FuzzColumn.Parameter(1, Types.INTEGER));
        }
        return new FuzzStatement(harmlessText(text.toString()), parameters, false, false, true);
    }

    private static String harmlessText(String written) {
        return written.replace(CANARY, "HARMLESS").replace(CANARY_NUMBER, "1234567");
    }

    /** No NULL: ours takes one of any type for an encrypted column, where the server asks for that of the column. */
    private static Object harmless(@Nullable Object value) {
        if (value instanceof String string) {
            return harmlessText(string);
        }
        if (value instanceof Integer number) {
            return Integer.valueOf(harmlessText(String.valueOf(number)));
        }
        return value instanceof BigDecimal decimal ? new BigDecimal(harmlessText(decimal.toPlainString())) : "1";
    }

    private boolean wild(int oneIn) {
        return kind == Kind.WILD && random.nextInt(oneIn) == 0;
    }

    private <E> E any(List<E> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void table(boolean mayHaveAlias) {
        text.add(any(List.of("fuzz", "fuzz", "public.fuzz", "\"fuzz\"", "FuZz", "public . fuzz")));
        alias = mayHaveAlias ? any(ALIASES) : "";
        if (!alias.isEmpty()) {
            text.add(random.nextBoolean() ? "as" : "").add(alias);
        }
    }

    private String correlation() {
        return alias.isEmpty() ? "fuzz" : alias;
    }

    private String name(FuzzColumn column) {
        String name = any(List.of(
                column.label(), column.label(), column.label().toUpperCase(Locale.ROOT), "\"" + column.label() + "\""));
        return random.nextInt(3) > 0 ? name : correlation() + "." + name;
    }

    private void where(int oneInWithout) {
        if (random.nextInt(oneInWithout) > 0) {
            text.add("WHERE");
            new FuzzConditions(random, text, this::name, kind == Kind.WILD).add(2);
        }
    }

    private void insert() {
        text.add("INSERT INTO");
        table(false);
        List<FuzzColumn> columns = new ArrayList<>(List.of(FuzzColumn.values()));
        if (random.nextInt(4) > 0) {
            Collections.shuffle(columns, random);
            columns = new ArrayList<>(columns.subList(0, 1 + random.nextInt(columns.size())));
            if (!columns.contains(ID)) {
                columns.add(random.nextInt(columns.size() + 1), ID);
            }
            text.add("(");
            for (int i = 0; i < columns.size(); i++) {
                text.add(i > 0 ? "," : "")
                        .add(any(List.of(
                                columns.get(i).label(), "\"" + columns.get(i).label() + "\"")));
            }
            text.add(")");
        } else if (random.nextBoolean()) {
            columns = columns.subList(0, 1 + random.nextInt(columns.size()));
        }
        text.add("VALUES");
        int rows = 1 + random.nextInt(3);
        for (int row = 0; row < rows; row++) {
            text.add(row > 0 ? ", (" : "(");
            for (int i = 0; i < columns.size(); i++) {
                text.add(i > 0 ? "," : "");
                value(columns.get(i), false);
            }
            text.add(wild(20) ? ", 1 )" : ")");
        }
        if (wild(6)) {
            text.add(any(List.of(
                    "returning *",
                    "returning i",
                    "on conflict do nothing",
                    "on conflict ( id ) do update set i = 'CANARY'")));
        }
    }

    private void value(FuzzColumn column, boolean ofRow) {
        if (!column.isEncrypted()) {
            switch (random.nextInt(column == N ? 7 : 3)) {
                case 0 -> text.add("#", column);
                case 1 -> text.literal(column.literal(random));
                case 2 ->
                    text.add(column == ID ? "#" : "NULL", column == ID ? new FuzzColumn[] {ID} : new FuzzColumn[0]);
                case 3 -> text.add("1 + # * 2", N);
                case 4 -> text.add("abs( # - 3 )", N);
                case 5 -> text.add(ofRow ? name(N) + " + 1" : "length( 'a,b(' )");
                default -> text.add("DEFAULT");
            }
        } else if (wild(4)) {
            FuzzColumn other = any(FuzzColumn.ENCRYPTED);
            switch (random.nextInt(8)) {
                case 0 -> text.literal(column.literal(random));
                case 1 -> text.add("# ::text", column);
                case 2 -> text.add("( # )", column);
                case 3 -> text.add("upper( # )", column);
                case 4 -> text.add(ofRow ? name(other) : "( select " + other.label() + " from fuzz limit 1 )");
                case 5 ->
                    text.add("coalesce( # ,", column)
                            .literal(column.literal(random))
                            .add(")");
                case 6 -> text.add("case when n = 1 then # end", column);
                default -> text.add("# || ''", column);
            }
        } else {
            switch (random.nextInt(6)) {
                case 0 -> text.add("null");
                case 1 -> text.add("DEFAULT");
                default -> text.add("#", column);
            }
        }
    }

    private void update() {
        text.add(wild(12) ? "UPDATE only" : "UPDATE");
        table(true);
        text.add("SET");
        if (wild(8)) {
            text.add("( i , n ) = ( # , # )", FuzzColumn.INDEXED, N);
        } else {
            List<FuzzColumn> columns = new ArrayList<>(List.of(FuzzColumn.values()));
            columns.remove(ID);
            Collections.shuffle(columns, random);
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                text.add(i > 0 ? "," : "").add(columns.get(i).label() + " =");
                value(columns.get(i), true);
            }
        }
        if (wild(10)) {
            text.add("from fuzz as other");
        }
        where(5);
        text.add(wild(10) ? "returning i" : "");
    }

    private void delete() {
        text.add(wild(12) ? "DELETE FROM only" : "DELETE FROM");
        table(true);
        text.add(wild(10) ? "using fuzz as other" : "");
        where(8);
    }

    private void select() {
        text.add("SELECT").add(random.nextInt(8) == 0 ? "ALL" : "").add(wild(10) ? "distinct" : "");
        if (random.nextInt(5) == 0) {
            grouped();
            return;
        }
        alias = any(ALIASES); // written behind the columns that it stands before
        int items = 1 + random.nextInt(4);
        for (int i = 0; i < items; i++) {
            text.add(i > 0 ? "," : "");
            item();
        }
        from();
        where(4);
        order();
        text.add(wild(14) ? "for update" : "");
    }

    private void from() {
        text.add("FROM").add(any(List.of("fuzz", "public.fuzz", "\"fuzz\"", "FUZZ")));
        if (!alias.isEmpty()) {
            text.add(random.nextBoolean() ? "AS" : "").add(alias);
        }
        text.add(
                wild(14)
                        ? any(List.of(", fuzz as other", "cross join fuzz as other", "natural join fuzz as other"))
                        : "");
    }

    private void item() {
        FuzzColumn column = any(List.of(FuzzColumn.values()));
        if (wild(4) && column.isEncrypted()) {
            String c = name(column);
            switch (random.nextInt(12)) {
                case 0 -> text.add("upper( " + c + " )");
                case 1 -> text.add(c + " || ''");
                case 2 -> text.add(c + " ::text");
                case 3 -> text.add("max( " + c + " )");
                case 4 -> text.add("( " + c + " )");
                case 5 -> text.add("case when n = 1 then " + c + " end");
                case 6 -> text.add(c + " is null");
                case 7 -> text.add(c + " = #", column);
                case 8 -> text.add(correlation());
                case 9 -> text.add("row( " + c + " )");
                case 10 -> text.add(c + " notnull");
                default -> text.add("count( " + c + " ) over ( )");
            }
            return;
        }
        switch (random.nextInt(9)) {
            case 0 -> text.add("*");
            case 1 -> text.add(correlation() + ".*");
            case 2 -> text.add(name(column) + " AS " + any(List.of("a", "\"B.b\"", "n", "id")));
            case 3 -> text.add(name(column) + " b");
            case 4 ->
                text.add(any(List.of(
                        name(N) + " + 1",
                        "coalesce( " + name(T) + " , '-' ) u",
                        "case when " + name(N) + " > 1 then 'x' else 'y' end",
                        "'const' as c",
                        "current_date is null",
                        name(N) + " ::text")));
            case 5 -> text.add("# ::int + " + name(N), N);
            default -> text.add(name(column));
        }
    }

    private void order() {
        if (random.nextInt(3) == 0) {
            return;
        }
        text.add("ORDER BY");
        if (wild(3)) {
            text.add(any(List.of("1", "2", "a", "b", "n", name(any(FuzzColumn.ENCRYPTED)), "( 1 )")) + " ,");
        } else if (random.nextBoolean()) {
            text.add(
                    any(List.of(name(N) + " + 0", "lower( " + name(T) + " ) DESC nulls last", "abs( " + name(N) + " )"))
                            + " ,");
        }
        // Not by its bare name, which another result column may bear.
        text.add(correlation() + ".id" + any(List.of("", " desc", " ASC")));
        ordered = true;
        switch (random.nextInt(5)) {
            case 0 -> text.add("LIMIT 3");
            case 1 -> text.add("limit # offset 1", N);
            case 2 -> text.add("OFFSET # rows fetch first 2 rows only", N);
            default -> {}
        }
    }

    private void grouped() {
        alias = any(List.of("", "f"));
        FuzzColumn column = any(FuzzColumn.ENCRYPTED);
        switch (kind == Kind.WILD ? random.nextInt(9) : random.nextInt(3)) {
            case 0 -> text.add(name(N) + " , count(*) , max( " + name(ID) + " )");
            case 1 -> text.add("count(*)");
            case 2 -> text.add(name(N) + " m , min( " + name(T) + " )");
            case 3 -> text.add(name(column) + " , count(*)");
            case 4 -> text.add(name(column) + " as m , count( " + name(column) + " )");
            default -> text.add(name(column) + " , " + name(N));
        }
        from();
        where(3);
        text.add("GROUP BY");
        if (kind == Kind.WILD) {
            text.add(any(List.of(
                    name(column), "1", "( 1 , 2 )", "( 1 ) , id", "m", "n", "1 , n", "rollup( 1 )", "( id , ( 1 ) )")));
        } else {
            text.add(name(N));
        }
        if (random.nextInt(3) == 0) {
            text.add(wild(2) ? "HAVING max( " + name(column) + " ) is not null" : "HAVING count(*) >= #", N);
        }
    }
}

package dev.furoshiki.jdbc.fuzz;

import static dev.furoshiki.jdbc.fuzz.FuzzColumn.ID;
import static dev.furoshiki.jdbc.fuzz.FuzzColumn.J;
import static dev.furoshiki.jdbc.fuzz.FuzzColumn.N;
import static dev.furoshiki.jdbc.fuzz.FuzzColumn.T;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** WHERE clauses, within what has to be carried out and, where {@code wild}, beyond it. For one statement. */
final class FuzzConditions {

    private final Random random;
    private final TextBuilder text;
    private final Function<FuzzColumn, String> name;
    private final boolean wild;

    /** @param name how a column is called in this statement */
    FuzzConditions(Random random, TextBuilder text, Function<FuzzColumn, String> name, boolean wild) {
        this.random = random;
        this.text = text;
        this.name = name;
        this.wild = wild;
    }

    void add(int depth) {
        switch (depth <= 0 ? 9 : random.nextInt(10)) {
            case 0, 1 -> {
                add(depth - 1);
                text.add("AND");
                add(depth - 1);
            }
            case 2 -> {
                add(depth - 1);
                text.add("or");
                add(depth - 1);
            }
            case 3 -> {
                text.add("NOT");
                add(0);
            }
            case 4 -> {
                text.add("(");
                add(depth - 1);
                text.add(")");
            }
            case 5 -> plain();
            default -> {
                if (wild && random.nextInt(3) == 0) {
                    beyond();
                } else if (random.nextInt(3) == 0) {
                    plain();
                } else {
                    encrypted();
                }
            }
        }
    }

    private <E> E any(List<E> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void encrypted() {
        FuzzColumn column = any(FuzzColumn.COMPARABLE);
        String c = name.apply(column);
        switch (random.nextInt(8)) {
            case 0, 1 -> text.add(c + " = #", column);
            case 2 -> text.add("# = " + c, column);
            case 3 -> text.add(c + (random.nextBoolean() ? " <> #" : " != #"), column);
            case 4 -> text.add(c + " IN ( # , # )", column, column);
            case 5 -> text.add(c + " not in ( # )", column);
            case 6 -> text.add(name.apply(any(FuzzColumn.ENCRYPTED)) + " IS NULL");
            default -> text.add(name.apply(any(FuzzColumn.ENCRYPTED)) + " is not null");
        }
    }

    private void plain() {
        String n = name.apply(N);
        String t = name.apply(T);
        switch (random.nextInt(20)) {
            case 0 -> text.add(n + " = #", N);
            case 1 -> text.add(n + " > 1");
            case 2 -> text.add(n + " BETWEEN # AND #", N, N);
            case 3 -> text.add(t + " like 'p%'");
            case 4 -> text.add(t + " IS NOT NULL");
            case 5 -> text.add(n + " in ( 1 , # )", N);
            case 6 -> text.add(name.apply(ID) + " = any ( array[ # , 3 ] )", ID);
            case 7 -> text.add(name.apply(J) + " ::jsonb ->> 'a' = '1'");
            case 8 -> text.add(t + " ~ '^p'");
            case 9 -> text.add(n + " is distinct from #", N);
            case 10 -> text.add("lower( " + t + " ) = #", T);
            case 11 -> text.add("( " + n + " + 1 ) * 2 > #", N);
            case 12 -> text.add(t + " collate \"C\" < 'pb'");
            case 13 -> text.add(n + " ::text = '2'");
            case 14 -> text.add("case when " + n + " = # then true else false end", N);
            case 15 -> text.add("( " + n + " , " + t + " ) = ( # , # )", N, T);
            case 16 -> text.add(n + " not between 2 and # + 1", N);
            case 17 -> text.add(t + " ILIKE '%A'").add("escape").literal("'\\'");
            case 18 -> text.add(name.apply(J) + " ::jsonb ?? 'a'");
            default -> text.add("( # ::int is null or " + n + " = # )", N, N);
        }
    }

    private void beyond() {
        FuzzColumn column = any(FuzzColumn.ENCRYPTED);
        FuzzColumn other = any(FuzzColumn.ENCRYPTED);
        String c = name.apply(column);
        String literal = column.literal(random);
        switch (random.nextInt(31)) {
            case 0 -> text.add(c + " < #", column);
            case 1 -> text.add(c + " like #", column);
            case 2 -> text.add(c + " =").literal(literal);
            case 3 -> text.add("upper( " + c + " ) = #", column);
            case 4 -> text.add(c + " = " + name.apply(other));
            case 5 -> text.add(c + " between # and #", column, column);
            case 6 -> text.add(c + " = # ::text", column);
            case 7 -> text.add("( " + c + " ) = #", column);
            case 8 -> text.add(c + " = ( # )", column);
            case 9 -> text.add(c + " = # collate \"C\"", column);
            case 10 -> text.add(c + " is distinct from #", column);
            case 11 -> text.add(c + " = any ( array[ # ] )", column);
            case 12 -> text.add("( " + c + " , n ) = ( # , # )", column, N);
            case 13 -> text.add("coalesce( " + c + " , # ) = #", column, column);
            case 14 -> text.add(c + " = # is true", column);
            case 15 -> text.add(c + " isnull");
            case 16 -> text.add(c + " in ( select " + column.label() + " from fuzz )");
            case 17 -> text.add("exists ( select 1 from fuzz z where z." + column.label() + " = # )", column);
            case 18 -> text.add(c + " in ( # ,", column).literal(literal).add(")");
            case 19 -> text.add(c + " || '' = #", column);
            case 20 -> text.add("n between 1 and " + c + " = #", column);
            case 21 -> text.add("nullif( " + c + " , # ) is null", column);
            case 22 -> text.add(c + " is not null = true");
            case 23 -> text.add("fuzz is not null");
            case 24 -> text.add("not " + c + " = # = true", column);
            case 25 -> text.add("case when " + c + " = # then n = 1 else true end", column);
            case 26 -> text.add("length( " + c + " ::text ) > 4");
            case 27 -> text.add(c + " notnull and n = 1");
            case 28 -> text.add("n = case").add(c + " when # then 1 else 2 end", column);
            case 29 -> text.add(c + " = # OPERATOR(pg_catalog.||) ''", column);
            default -> text.add("# = any ( array[ " + c + " ] )", column);
        }
    }
}

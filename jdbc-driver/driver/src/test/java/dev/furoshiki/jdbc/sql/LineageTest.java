package dev.furoshiki.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of statements over several relations, letter by letter; {@code #} stands for the index of {@code ssn}, and
 * {@code %1} for a hidden column. Of each parameter it is said in what form it carries which of the application's, of each
 * result column what it is; literals follow the parameters.
 */
class LineageTest {

    private final StatementAnalyzer analyzer = new StatementAnalyzer(new PostgresSyntax());

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "select p.id, o.x from person p join orders o on o.id = p.id where p.ssn = ? and o.x = ?"
                        + " => select p.id, o.x from person p join orders o on o.id = p.id where p.# = ? and o.x = ?"
                        + " => [Index1, Plain2] [Plain, Plain]",
                "select * from person p, orders o where ssn = ?"
                        + " => select \"p\".\"id\", \"p\".\"age\", \"p\".\"ssn\", \"p\".\"code\", \"p\".\"note\", \"o\".* from person p, orders o where \"p\".# = ?"
                        + " => [Index1] [Plain, Plain, Cell, Cell, Cell, PlainColumns]",
                "select w.id from words w left join person p on p.id = w.id where w.value = ?"
                        + " => select w.id from words w left join person p on p.id = w.id where w.value = ?"
                        + " => [Cell1] [Plain]",
                "select id from person where ssn = any (array[?, 'x', null])"
                        + " => select id from person where # = any (array[CAST(? AS bytea), CAST(? AS bytea), CAST(NULL AS bytea)])"
                        + " => [Index1, Index2] [Plain]",
                "select distinct from person where ssn = ?"
                        + " => select distinct from person where # = ?"
                        + " => [Index1] []",
                "select o.*, p.* from orders o, person p"
                        + " => select o.*, p.\"id\", p.\"age\", p.\"ssn\", p.\"code\", p.\"note\" from orders o, person p"
                        + " => [] [PlainColumns, Plain, Plain, Cell, Cell, Cell]",
                "select * from person a join person b on a.ssn = b.ssn and a.code = b.code"
                        + " => select \"a\".\"id\", \"a\".\"age\", \"a\".\"ssn\", \"a\".\"code\", \"a\".\"note\", \"b\".\"id\", \"b\".\"age\", \"b\".\"ssn\", \"b\".\"code\", \"b\".\"note\" from person a join person b on a.# = b.# and a.code = b.code"
                        + " => [] [Plain, Plain, Cell, Cell, Cell, Plain, Plain, Cell, Cell, Cell]",
                "select id from person where ssn in (select ssn from person where age = ?)"
                        + " => select id from person where # in (select # from person where age = ?)"
                        + " => [Plain1] [Plain]",
                "select id from person p where exists (select 1 from orders o where o.x = ? and p.ssn = ?)"
                        + " => select id from person p where exists (select 1 from orders o where o.x = ? and p.# = ?)"
                        + " => [Plain1, Index2] [Plain]",
                "select d.s from (select ssn as s, id from person) d where d.s = ?"
                        + " => select d.s from (select ssn as s, id, # AS %1 from person) d where d.%1 = ?"
                        + " => [Index1] [Cell]",
                "select * from (select * from person) d (a, b, c) where d.c = ?"
                        + " => select \"a\", \"b\", \"c\", \"code\", \"note\" from (select \"id\", \"age\", \"ssn\", \"code\", \"note\", # AS %1 from person) d (a, b, c) where d.%1 = ?"
                        + " => [Index1] [Plain, Plain, Cell, Cell, Cell]",
                "select * from (select * from person) d (a, b, c, d, e) where d.c = ?"
                        + " => select \"a\", \"b\", \"c\", \"d\", \"e\" from (select \"id\", \"age\", \"ssn\", \"code\", \"note\", # AS %1 from person) d (a, b, c, d, e, %1) where d.%1 = ?"
                        + " => [Index1] [Plain, Plain, Cell, Cell, Cell]",
                "with c (i, s) as (select id, ssn from person) select i from c where s = ?"
                        + " => with c (i, s, %1) as (select id, ssn, # AS %1 from person) select i from c where %1 = ?"
                        + " => [Index1] [Plain]",
                "with c as (select * from person) select * from c where ssn = ? and code = ?"
                        + " => with c as (select \"id\", \"age\", \"ssn\", \"code\", \"note\", # AS %1 from person) select \"id\", \"age\", \"ssn\", \"code\", \"note\" from c where %1 = ? and code = ?"
                        + " => [Index1, Cell2] [Plain, Plain, Cell, Cell, Cell]",
                "select x.s from (select ssn as s from person union all select ?) x where x.s = ?"
                        + " => select x.s from (select ssn as s, # AS %1 from person union all select CAST(? AS bytea), CAST(? AS bytea) AS %1) x where x.%1 = ?"
                        + " => [Cell1, Index1, Index2] [Cell]",
                "select v.n from (values (?, 1), ('b', 2)) v (s, n) join person p on p.ssn = v.s"
                        + " => select v.n from (values (CAST(? AS bytea), 1, CAST(? AS bytea)), (CAST(? AS bytea), 2, CAST(? AS bytea))) v (s, n, %1) join person p on p.# = v.%1"
                        + " => [Cell1, Index1, Cell2, Index2] [Plain]",
                "select id from person where (ssn, code, age) = (?, 'x', 1)"
                        + " => select id from person where (#, code, age) = (?, ?, 1)"
                        + " => [Index1, Cell2] [Plain]",
                "select id from person where code = any (?) and ssn <> all (?::text[])"
                        + " => select id from person where code = any (?) and # <> all (?)"
                        + " => [Array1, Array2] [Plain]",
                "select distinct ssn, age + ?, code from person where note is not null order by code is null"
                        + " => select DISTINCT ON (#, 2, 3) ssn, age + ?, code from person where note is not null order by code is null"
                        + " => [Plain1] [Cell, Plain, Cell]",
                "select age, count(distinct ssn), count(note) from person group by age"
                        + " => select age, count(distinct #), count(note) from person group by age"
                        + " => [] [Plain, Plain, Plain]",
                "select ssn, count(*) from person p group by p.ssn having p.ssn <> ?"
                        + " => select (array_agg(ssn))[1] AS \"ssn\", count(*) from person p group by p.# having p.# <> ?"
                        + " => [Index1] [Cell, Plain]",
                "select coalesce(ssn, ?), case when age > ? then code else 'none' end from person"
                        + " => select coalesce(ssn, ?), case when age > ? then code else ? end from person"
                        + " => [Cell1, Plain2, Cell3] [Cell, Cell]",
                "select id from person where case ssn when ? then age when 'b' then 2 end = ?"
                        + " => select id from person where case # when ? then age when ? then 2 end = ?"
                        + " => [Index1, Index3, Plain2] [Plain]",
                "insert into person (id, ssn, code) select id + ?, ssn, ? from person where ssn = ?"
                        + " => insert into person (id, ssn, code, #) select id + ?, ssn, CAST(? AS bytea), # AS %1 from person where # = ?"
                        + " => [Plain1, Cell2, Index3] []",
                "insert into person select id, age, ssn from person"
                        + " => insert into person (\"id\", \"age\", \"ssn\", #) select id, age, ssn, # AS %1 from person"
                        + " => [] []",
                "insert into person (id, ssn) values (?, coalesce(?, 'none')) on conflict (id) do update set ssn = excluded.ssn, age = ? where person.ssn <> ?"
                        + " => insert into person (id, ssn, #) values (?, coalesce(?, ?), coalesce(?, ?)) on conflict (id) do update set ssn = excluded.ssn, # = excluded.#, age = ? where person.# <> ?"
                        + " => [Plain1, Cell2, Cell5, Index2, Index5, Plain3, Index4] []",
                "update person p set ssn = q.ssn from (select id, ssn from person where code = ?) q where q.id = p.id returning p.*, q.ssn"
                        + " => update person p set ssn = q.ssn, # = q.%1 from (select id, ssn, # AS %1 from person where code = ?) q where q.id = p.id returning p.\"id\", p.\"age\", p.\"ssn\", p.\"code\", p.\"note\", q.ssn"
                        + " => [Cell1] [Plain, Plain, Cell, Cell, Cell, Cell]",
                "update person set (ssn, age) = (?, ?), (code) = row (?)"
                        + " => update person set (ssn, #, age) = (?, ?, ?), (code) = row (?)"
                        + " => [Cell1, Index1, Plain2, Cell3] []",
                "update person set (age, ssn) = (select age, ssn from person where id = ?)"
                        + " => update person set (age, ssn, #) = (select age, ssn, # AS %1 from person where id = ?)"
                        + " => [Plain1] []",
                "delete from orders using person p where p.id = orders.id and p.ssn = 'x' returning p.ssn, orders.*"
                        + " => delete from orders using person p where p.id = orders.id and p.# = ? returning p.ssn, orders.*"
                        + " => [Index1] [Cell, PlainColumns]",
                "merge into person p using (values (?, ?)) s (i, s) on p.ssn = s.s when matched then update set ssn = s.s when not matched then insert (id, ssn) values (s.i, s.s)"
                        + " => merge into person p using (values (?, CAST(? AS bytea), CAST(? AS bytea))) s (i, s, %1) on p.# = s.%1 when matched then update set ssn = s.s, # = s.%1 when not matched then insert (id, ssn, #) values (s.i, s.s, s.%1)"
                        + " => [Plain1, Cell2, Index2] []",
                "with d as (delete from person where ssn = ? returning *) insert into person (id, ssn) select id, ssn from d where ssn <> ?"
                        + " => with d as (delete from person where # = ? returning \"id\", \"age\", \"ssn\", \"code\", \"note\", # AS %1) insert into person (id, ssn, #) select id, ssn, %1 AS %2 from d where %1 <> ?"
                        + " => [Index1, Index2] []",
                "table person"
                        + " => SELECT \"id\", \"age\", \"ssn\", \"code\", \"note\" FROM person"
                        + " => [] [Plain, Plain, Cell, Cell, Cell]",
                "select count(*) over (partition by ssn, code) from person"
                        + " => select count(*) over (partition by #, code) from person"
                        + " => [] [Plain]",
                "select id from person where ssn = -5 or ssn = 1.5 or ssn = true"
                        + " => select id from person where # = ? or # = ? or # = ?"
                        + " => [Index1, Index2, Index3] [Plain]",
                "select ssn::text, cast(code as varchar) from person where ssn = cast(? as text)"
                        + " => select ssn, (code ) from person where # = (? )"
                        + " => [Index1] [Cell, Cell]",
                "with recursive r (i, s) as (select id, ssn from person where ssn = ? union all select p.id, p.ssn from person p join r on p.age = r.i) select * from r where s = ?"
                        + " => with recursive r (i, s, %1) as (select id, ssn, # AS %1 from person where # = ? union all select p.id, p.ssn, p.# AS %1 from person p join r on p.age = r.i) select \"i\", \"s\" from r where %1 = ?"
                        + " => [Index1, Index2] [Plain, Cell]",
            })
    void isRewritten(String sql, String sent, String carried) throws Exception {
        Rewritten plan = (Rewritten) analyzer.analyze(sql, PersonCatalog.catalog());
        assertThat(plan.sql())
                .isEqualTo(sent.replace("#", PersonCatalog.SSN_EQ)
                        .replace("%1", "\"fk_hidden_1\"")
                        .replace("%2", "\"fk_hidden_2\""));
        List<String> parameters =
                plan.parameters().stream().map(LineageTest::name).toList();
        List<String> columns = plan.resultColumns().stream()
                .map(column -> column.getClass().getSimpleName())
                .toList();
        assertThat(parameters + " " + columns).isEqualTo(carried);
    }

    private static String name(ParameterBinding binding) {
        String form = binding.getClass().getSimpleName();
        return form.replace("EqualityIndex", "Index").replace("ComparedArray", "Array") + binding.position();
    }
}

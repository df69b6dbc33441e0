package dev.furoshiki.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that reach no encrypted table are sent as they are, parsed or not. */
class PassThroughTest {

    private final StatementAnalyzer analyzer = new StatementAnalyzer(new PostgresSyntax());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  -- nothing\n;;",
                "select 1",
                "select * from orders o join lateral (select max(x) from items where o.id = items.id) m (x) on true",
                "with a (x) as (select 1), b (y) as materialized (select 2) select * from a, b",
                "with recursive t(n) as (values (1) union all select n+1 from t where n < 100) select sum(n) from t",
                "insert into orders as o (id, note) values (?, ?) on conflict (id) do update set (note, x) = (?, ?)"
                        + " returning *",
                "update orders set (a, b) = (?, ?) from items where orders.id = items.id",
                "merge into orders o using items i on o.id = i.id when matched then delete",
                "select E'person\\' from person' , $$ select * from person $$, 'person', \"x\" from orders",
                "select count(*) filter (where x > 1) over (partition by y order by z) from orders",
                "create table if not exists orders (id bigint generated always as identity (start with 5) primary key,"
                        + " price numeric(10,2) check (price > 0), tag varchar(10)[], note text references notes (id))",
                "create unique index concurrently orders_ix on orders using btree (lower(note), id) include (x) where id > 0",
                "create temp table t on commit drop as select * from generate_series(1, 10) g(x)",
                "alter table orders add constraint c foreign key (a, b) references items (a, b)",
                "drop table if exists orders, items cascade",
                "drop function any_function(integer)",
                "grant select, update (a, b) on orders to someone",
                "begin; savepoint a; rollback to a; commit",
                "set local statement_timeout = '5s'",
                "explain (analyze, format json) select 1",
                "select x -> 'person' ->> 'a' from orders where y ?? 'k' and z @> '{}'::jsonb",
                "select interval '1 day', timestamptz '2020-01-01', 1.5e-3, .5, 1., x'1f', b'01' from orders",
                "select * from audit.person where id = ?", // not the catalogued schema
                "select public.orders.id from public.orders",
                "{call lower(?)}",
                "{? = call lower(?)}",
                // a column, a label, a target column named like an encrypted table
                "select o.person, o.id as person from orders o where person = ? order by person",
                "insert into orders (id, person) values (?, ?)",
                "update orders set person = ? where orders.person is null",
                "create table orders (id integer, person text)",
                "select person.id, p.x as person from orders person join items p on p.id = person.id where person.x = ?",
                "update orders person set note = ? where person.id = ?",
                "insert into orders (id, person) values (?, ?) on conflict (person) do update set person = excluded.person"
                        + " returning id, person",
                "update orders set note = ?, person = ? where id = ? returning person",
                "select o.person, count(*) filter (where x) from orders o join items i using (person) group by person for update",
                "with x (person) as (select max(person) from orders where (person, id) in ((?, ?))) select person from x",
                "select distinct on (person) person, note, person from orders order by note, lower(person)",
                "merge into orders using items on orders.person = items.id when matched then update set person = ?",
                "explain select person from orders where person is not null and person in (?, ?)",
                "select U&\"\\0070erson\" from orders where x = ?",
                "alter table orders add column person bigint, add constraint c foreign key (id, person) references items (id, x)",
                "alter table orders add constraint c foreign key (person) references public.person (id) on delete cascade",
                "alter table if exists orders add constraint c unique (person), drop column if exists person cascade",
                "alter table orders rename column person to person",
                "create unique index ix on orders (person, lower(note))",
                "create table orders (id integer primary key, person integer not null references person (id))",
                "create table orders (id integer, foreign key (id) references public.person on delete set null)",
                "truncate orders",
                "declare c cursor for select * from orders",
                "select pg_catalog.lower('X'), current_date, now(), coalesce(a, b) from orders",
                "select cast(? as varchar(10)), ?::numeric(5,2), array[1,2], array(select 1), row(1,2), (1), (2)",
                "values (1, ?), (2, ?)",
                "select left(a, 2), right(b, 3) from orders natural left join items using (id)",
                "select set_config('search_path', ?, false), pg_catalog.set_config('app.tenant', ?, true)",
                "merge into orders o using (values (?, ?)) s (id, note) on o.id = s.id when matched then update set"
                        + " note = s.note when not matched then insert (id, note) values (s.id, s.note)",
                "explain merge into orders o using items i on o.id = i.id when not matched then insert (id) values (i.id)",
                "with i as (select 1 as id) merge into orders o using i on o.id = i.id when not matched then insert (id)"
                        + " overriding system value values (i.id)",
                "explain (costs off) with a as (select 1), b (x) as (select 2) select * from a, b",
                "explain analyze verbose with a (y) as (select 1), b (x) as (select 2) select * from a, b",
                "grant execute on function any_function(integer, text) to someone",
                "revoke all on function app.any_function(integer) from public",
                "comment on function any_function(integer) is 'x'",
                "alter default privileges in schema public grant select on tables to someone",
                "analyze verbose orders (id, note)",
                "vacuum (analyze) orders (id)",
                "reindex (verbose) table orders",
                "alter table orders reset (fillfactor)",
                "create table orders (id int, unique (id) include (x), exclude using gist (room with =, during with &&))",
                "create table orders (a interval day to second(3), b interval second(2), c bit varying(5))",
                "create statistics s (dependencies) on a, b from orders",
                "create policy p on orders using (owner = current_user)",
                "drop operator + (int, int)",
                "deallocate all",
                "create table orders (execute int)",
                "select count(*) over (partition by x), percentile_cont(0.5) within group (order by y) filter (where z)"
                        + " from orders tablesample bernoulli (10) repeatable (5)",
                "select * from rows from (generate_series(1, 2), unnest(?)) with ordinality as g (a, b, n)",
                "select * from generate_series(1, 2) g (x), (values (1)) v (y), lateral (select 1) w (z)",
                "select (o.address).city, o.statistic from orders o",
                "fetch all from c",
                "select proname, oidvectortypes(proargtypes) from pg_proc where pg_my_temp_schema() <> pronamespace",
                "select pg_current_snapshot(), pg_current_wal_lsn(), pg_wal_lsn_diff(?, ?), json_arrayagg(x) from orders",
                "select * from json_table(?, '$[*]' columns (a int path '$.a', nested path '$.b' columns (c text path '$')))",
                "select * from xmltable('/a' passing ? columns b text path 'b')",
                "alter schema audit rename to other",
            })
    void passesThrough(String sql) throws Exception {
        assertThat(analyzer.analyze(sql, PersonCatalog.catalog())).isEqualTo(new StatementPlan.PassThrough());
    }

    @Test
    void aDeclaredRoutineMayBeCalled() throws Exception {
        String sql = "select app.next_invoice(?), plain_fn(1)";
        assertThat(analyzer.analyze(sql, PersonCatalog.catalog("app.next_invoice", "plain_fn")))
                .isEqualTo(new StatementPlan.PassThrough());
        assertThat(analyzer.analyze(sql, PersonCatalog.catalog("*"))).isEqualTo(new StatementPlan.PassThrough());
        assertThatThrownBy(() -> analyzer.analyze(sql, PersonCatalog.catalog("plain_fn")))
                .isInstanceOf(UnsupportedStatementException.class)
                .hasMessageContaining("furoshiki.routines=app.next_invoice");
    }
}

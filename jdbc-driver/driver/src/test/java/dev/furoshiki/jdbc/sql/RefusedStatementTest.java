package dev.furoshiki.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and in which words; the literal {@code SECRET} stands in none of them. */
class RefusedStatementTest {

    private final StatementAnalyzer analyzer = new StatementAnalyzer(new PostgresSyntax());

    private SQLException refusal(String sql) {
        Throwable thrown = catchThrowable(() -> analyzer.analyze(sql, PersonCatalog.catalog()));
        assertThat(thrown).as(sql).isInstanceOf(SQLException.class);
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            assertThat(String.valueOf(cause.getMessage())).as(sql).doesNotContain("SECRET");
        }
        return (SQLException) thrown;
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "insert into person (id, ssn) values (?, upper(?)) => public.person.ssn",
                "insert into person (id, ssn) select id, note from orders => public.person.ssn",
                "insert into orders (a) select ssn from person => person",
                "update person set ssn = note => public.person.ssn",
                "update person set age = length(ssn) => public.person.ssn",
                "update person set ssn = ? || 'SECRET' where id = 1 => public.person.ssn",
                "select upper(ssn) from person => public.person.ssn",
                "select ssn || 'SECRET' from person => public.person.ssn",
                "select min(code) from person => public.person.code",
                "select distinct * from person => public.person.note",
                "select id from person where ssn = \"SECRET\" => public.person.ssn",
                "select id from person where \"SECRET\" <> ssn => public.person.ssn",
                "select id from person where ssn like ? => public.person.ssn",
                "select id from person where ssn < ? => public.person.ssn",
                "select id from person where ssn between ? and ? => public.person.ssn",
                "select id from person where ssn = ? || 'SECRET' => public.person.ssn",
                "select id from person where lower(ssn) = ? => public.person.ssn",
                "select id from person where ssn = code => public.person",
                "select id from person where ssn in (select x from orders) => public.person.ssn",
                "select id from person where note = ? => no index",
                "select id from person order by ssn => public.person.ssn",
                "select id, ssn from person order by 2 => ORDER BY",
                "select id, ssn from person order by id, (2) => ORDER BY",
                "select id, ssn as s from person order by ((s)) desc => ORDER BY",
                "select distinct on ((2)) id, ssn from person => DISTINCT ON",
                "select ssn as x from person order by x desc nulls last => ORDER BY",
                "select ssn as id from person order by id => ORDER BY",
                "select ssn from person group by 1 => GROUP BY",
                "select ssn, id from person group by (1, id) => GROUP BY",
                "select ssn, id from person group by id, ((2), (1, 2)) => GROUP BY",
                "select age from person group by age having max(ssn) = ? => public.person.ssn",
                "select id from person where age = 1 and // ssn = ? => public.person.ssn",
                "select ssn collate \"C\" from person => public.person.ssn",
                "select id from person where ssn collate \"C\" = ? => public.person.ssn",
                "select id from person where ssn = ? collate \"C\" => public.person.ssn",
                "select id from person order by ssn collate \"C\" => public.person.ssn",
                "select ssn @> ? from person => public.person.ssn",
                "select id from person where note ->> 'SECRET' = ? => public.person.note",
                "select id from person where ssn ~ ? => public.person.ssn",
                "select id from person where @ ssn = ? => public.person.ssn",
                "select id from person order by ssn <-> ? => public.person.ssn",
                "select ssn at time zone 'utc' from person => public.person.ssn",
                "select ssn[1] from person => public.person.ssn",
                "select make_interval(days := ssn) from person => public.person.ssn",
                "update person set ssn = ? at time zone 'utc' => public.person.ssn",
                "select p from person p => row as a whole",
                "select person from person => row as a whole",
                "select to_json(p.*) from person p => row as a whole",
                "select row(p.*) from person p => row as a whole",
                "select ssn, count(*) from person group by rollup (ssn) => person.ssn",
                "select ssn, count(*) from person group by rollup (1) => person.ssn",
                "select ssn, count(*) from person group by grouping sets ((1), ()) => person.ssn",
                "select ssn, count(*) from person group by cube ((age, 1)) => person.ssn",
                "select rank() over (order by ssn) from person => ORDER BY",
                "alter table person add column x text default 'SECRET' => person",
                "alter table orders rename to person => person",
                "create index on person (note) => person",
                "create index on person (person) => person",
                "create index ix on only person (ssn, note) => person",
                "alter table person add constraint c foreign key (ssn) references person (id) => person",
                "alter table orders attach partition person default => person",
                "alter table orders inherit person => person",
                "create table copy (person integer) inherits (person) => person",
                "create table copy (id integer references orders, like person including all) => person",
                "create table copy (x person references person) => person",
                "insert into orders (person) select person from items, person => person",
                "insert into orders (person) values (?) returning (select max(person) from person) => person",
                "select person from orders cross join (person join items on true) => person",
                "select person from (person cross join orders) => person",
                "delete from orders using (person join items on true) where person = 1 => person",
                "delete from orders using items, person where person = 1 => person",
                "update orders set person = ? from items, person returning person => person",
                "select person from orders where person in (table person) => person",
                "with x as (select 1) select person from only (person) => person",
                "with x as (select 1) select a from orders order by a, (select person from person) => person",
                "with x as (select 1) select person from person as person => person",
                "with x as (select 1) select cast(null as person) => person",
                "with x as (select 1) select null::person => person",
                "create view v as select * from person where ssn = 'x' => person",
                "create table copy as select * from person => person",
                "create table copy (like person) => person",
                "truncate person, => person",
                "truncate table person, person_view => person",
                "lock table person => person",
                "declare c cursor for select * from person => person",
                "drop table person, orders => person",
                "select * from person_view => person_view",
                "select * from PERSON_VIEW => person_view",
                "select * from furoshiki_key => furoshiki_key",
                "delete from public.furoshiki_catalog => furoshiki_catalog",
                "select most_common_vals from pg_stats => pg_stats",
                "select * from twin => schema",
                "select 1; select * from person => one of several",
                "select ssn.upper from person => ssn.upper",
                "select orders.id from person => orders.id",
                "select ssn, code from person union select ssn, code from person => UNION",
                "select ssn from person union all select code from person => public.person.ssn",
                "select ssn from person union all select note from orders => public.person.ssn",
                "select o.*, p.ssn, i.* from person p, orders o, items i => public.person.ssn",
                "select id from person p where exists (select 1 from orders o where ssn = ?) => public.person.ssn",
                "select id from person p, person q where ssn = ? => public.person.ssn",
                "select * from person p join orders o using (id) => public.person",
                "select * from person natural join orders => public.person",
                "select p.id from person p join orders o using (ssn) => public.person.ssn",
                "select a.id from person a join person b using (ssn) => USING",
                "select p.id from person p join orders o on o.ssn = p.ssn => public.person.ssn",
                "select p.id from person p join orders o on o.id = p.code || 'SECRET' => public.person.code",
                "select x.ssn from (person p join orders o on true) x => public.person",
                "select d from (select ssn from person) d => public.person.ssn",
                "select count(d.*) from (select ssn from person) d => public.person.ssn",
                "select id from person where (ssn, id) < (?, ?) => public.person.ssn",
                "select id from person where ssn = any (array[?, 'SECRET']::text[]) => public.person.ssn",
                "select id from person where ssn < any (?) => public.person.ssn",
                "select id from person where ssn = '1' isnull => public.person.ssn",
                "select id from person where ssn = ?::integer => public.person.ssn",
                "select ssn::integer from person => public.person.ssn",
                "select ssn::varchar(3) from person => public.person.ssn",
                "select id from person where ssn = x'aa' => public.person.ssn",
                "select id from person where ssn = date '2020-01-01' => public.person.ssn",
                "select nullif(ssn, 'SECRET') from person => public.person.ssn",
                "select case ssn when 'SECRET' then 1 when upper(code) then 2 end from person => public.person.code",
                "select array(select ssn from person) => public.person.ssn",
                "select array_agg(ssn), string_agg(code, ',') from person => public.person.ssn",
                "select max(x.s) from (select ssn as s from person) x => public.person.ssn",
                "select lag(ssn) over (order by id) from person => public.person.ssn",
                "select distinct p.ssn, o.* from person p, orders o => public.person.ssn",
                "select distinct note from person => public.person.note",
                "select note from person group by note => public.person.note",
                "insert into person (id, ssn) select * from orders => public.person",
                "insert into person (id, ssn) select id, ssn from orders => public.person.ssn",
                "insert into person (ssn) values (case when random() > 0.5 then ? else ? end) => random",
                "insert into person (ssn) values ((select ssn from person limit 1)) => LIMIT",
                "insert into person (ssn) select case when random() > 0.5 then ssn else ? end from person => random",
                "insert into person (ssn, note) values (?, ?) on conflict (note) do nothing => public.person.note",
                "insert into person (id) values (?) on conflict (lower(ssn)) do nothing => public.person.ssn",
                "insert into person as p (id) values (?) on conflict (id) do update set age = length(p.ssn) => public.person.ssn",
                "insert into orders (id, x) values (?, (select ssn from person)) => public.person.ssn",
                "update orders set x = p.ssn from person p => public.person.ssn",
                "update orders set (id, x) = (select id, ssn from person) => public.person.ssn",
                "update person set (ssn, age) = (select x, y from orders) => public.person.ssn",
                "update person p set ssn = o.x from orders o => public.person.ssn",
                "merge into person p using orders o on p.ssn = o.x when matched then delete => public.person.ssn",
                "merge into person p using orders o on true when not matched then insert (ssn) values (o.x) => public.person.ssn",
                "with x as (select ssn from person), y as (select s from x as z (s)) select upper(s) from y => public.person.ssn",
                "with recursive a as (select ssn from b), b as (select ssn from person) select * from a => b",
                "with recursive a as (select x as s from orders union all select ssn from person) select * from a => public.person.ssn",
                "select (null::person).ssn => person",
                "select * from json_populate_record(null::person, ?) => person",
                "select v.s from (values (?)) v (s) join person p on p.ssn = v.s where lower(v.s) = 'x' => public.person.ssn",
                // names no table, or hides it
                "do $$ begin insert into person values ('SECRET'); end $$ => DO",
                "prepare p as insert into person (ssn) values ('SECRET') => PREPARE",
                "execute p('SECRET') => EXECUTE",
                "copy person from stdin => COPY",
                "create function f() returns int language sql as 'select 1' => CREATE FUNCTION",
                "create trigger t before insert on orders execute function f() => CREATE TRIGGER",
                "create rule r as on insert to orders do also delete from items => CREATE RULE",
                "select query_to_xml('select * from person', true, true, '') => query_to_xml",
                "select * from dblink('SECRET', 'select 1') as x(a int) => dblink",
                "select * from orders o, dblink('SECRET') as (a int) => dblink",
                "select set_config('standard_conforming_strings', 'off', false) => set_config",
                "select \"lower\"(x), \"Lower\"(y) from orders => Lower",
                "select other.lower('x') => other.lower",
                "call do_it(?) => do_it",
                "{call do_it(?)} => do_it",
                "select distinct on (id) query_to_xml('SECRET', true, true, '') from orders => query_to_xml",
                "select (1) operator(pg_catalog.=) query_to_xml('SECRET', true, true, '') from orders => operator",
                "select 1 operator(pg_catalog.=) query_to_xml('SECRET', true, true, '') from orders => operator",
                "insert into orders (id) values (1) returning with (old as o) query_to_xml('SECRET') => query_to_xml",
                "select max(explain('SECRET')) from orders => explain",
                "select id from orders order by hash(id) => hash",
                "select case when id = 1 then insert('SECRET', 1) end from orders => insert",
                "merge into orders o using items i on o.id = i.id and case when i.x then insert('SECRET') end when matched then"
                        + " delete => insert",
                "explain select 1, b ('SECRET') as (x) => b",
                "explain (costs off) select * from a, b ('SECRET') as (x int) => b",
                "select ('SECRET'::text).ts_stat => ts_stat",
                "select o.\"ts_stat\" from orders o => ts_stat",
                "select (16411::oid).lo_get => lo_get",
                "{call do_it} => do_it",
                "{? = call app.do_it} => app.do_it",
                "call \"do_it\" => do_it",
                "call 'SECRET' => CALL",
                "select set_config(?, 'off', false) => set_config",
                "select set_config('Standard_Conforming_Strings', 'off', false) => set_config",
                "select set_config('client_' || 'encoding', 'latin1', false) => set_config",
                "explain execute \"S_1\" => EXECUTE",
                "explain (analyze) execute p => EXECUTE",
                "create table copy as execute \"S_1\" => EXECUTE",
                "explain analyze create temp table copy as execute \"S_1\" => EXECUTE",
                "fetch all from \"C_1\" => C_1",
                "alter schema public rename to other => public",
                "alter schema \"Sales\" rename to other => Sales",
                "select chunk_data from pg_toast.pg_toast_16384 => pg_toast_16384",
                "set \"Standard_Conforming_Strings\" = off => Standard_Conforming_Strings",
                "set local \"CLIENT_ENCODING\" to latin1 => CLIENT_ENCODING",
                "alter role r set \"Standard_Conforming_Strings\" = off => Standard_Conforming_Strings",
                "set standard_conforming_strings = off => standard_conforming_strings",
                "set client_encoding to latin1 => client_encoding",
                "reset standard_conforming_strings => standard_conforming_strings",
            })
    void refusesWithTheNameAndTheReason(String sql, String named) {
        SQLException refusal = refusal(sql);
        assertThat((Throwable) refusal).as(sql).isInstanceOf(UnsupportedStatementException.class);
        assertThat(refusal.getSQLState()).isEqualTo("0A000");
        assertThat(refusal.getMessage()).as(sql).contains(named == null ? "" : named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into person (ssn) values ('SECRET'",
                "select (p.*) from person p",
                "select id, (person.*) x from person",
                "insert into person (ssn) values ($1)",
                "select id from person where age \\ 'SECRET'",
                "select id from person where age $ 'SECRET'",
                "select person into temp person from orders where x = 'SECRET'",
                "select U&\"\\0070erson\".id from person",
                "select * from U&\"\\0070erson\"",
                "select id from person where ssn = E'SECRET",
                "select id from person where ssn = $a$SECRET",
                "select id from person where ssn in ('SECRET' 'SECRET')",
                "select id /* from person",
                "select 1from person",
            })
    void whatCannotBeReadIsASyntaxErrorWithAPosition(String sql) {
        SQLException refusal = refusal(sql);
        assertThat(refusal.getSQLState()).as(sql).isEqualTo("42601");
        assertThat(refusal.getMessage()).as(sql).containsPattern("position \\d+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select nothing from person",
                "select id from person where nothing = ?",
                "insert into person (nothing) values (?)",
                "update person set nothing = 1",
                "select fk_aaaaaaaaaaaaaaaa_eq from person",
                "select \"SSN\" from person",
            })
    void anUnknownColumnIsUndefined(String sql) {
        assertThat(refusal(sql).getSQLState()).as(sql).isEqualTo("42703");
    }

    /** A chain of operators is a deep tree: where the stack does not suffice, that is an SQLException, too. */
    @Test
    void whatIsNestedTooDeeplyIsRefused() throws Exception {
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        Runnable analysis = () -> {
            for (int depth = 250; depth <= 4000; depth *= 2) {
                for (String text : List.of("not ".repeat(depth) + "ssn = ?", "id" + " + id".repeat(depth) + " = 1")) {
                    Throwable refusal = catchThrowable(
                            () -> analyzer.analyze("select id from person where " + text, PersonCatalog.catalog()));
                    if (refusal != null) {
                        thrown.add(refusal);
                    }
                }
            }
        };
        Thread small = new Thread(null, analysis, "small stack", 256 << 10);
        small.start();
        small.join();
        assertThat(thrown)
                .isNotEmpty()
                .allSatisfy(refusal -> assertThat(refusal).isInstanceOf(SQLSyntaxErrorException.class));
    }

    /** To Calcite it is a unit of time, to PostgreSQL a column. */
    @Test
    void aColumnThatIsNotReadAsOneIsRefused() {
        assertThatThrownBy(() -> analyzer.analyze(
                        "select timestampadd(year, 1, id) from words", PersonCatalog.catalog("timestampadd")))
                .isInstanceOf(UnsupportedStatementException.class)
                .hasMessageContaining("public.words.year");
    }

    @Test
    void aRefusedStatementIsRefusedAgain() {
        String sql = "select upper(ssn) from person";
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> analyzer.analyze(sql, PersonCatalog.catalog()))
                    .isInstanceOf(UnsupportedStatementException.class)
                    .hasMessage(
                            "column public.person.ssn is encrypted: the server cannot compute on it (upper); select the"
                                    + " column itself and compute in the application, or compare it with a parameter by =, <>, IN"
                                    + " or IS NULL. The statement was not sent");
        }
    }
}

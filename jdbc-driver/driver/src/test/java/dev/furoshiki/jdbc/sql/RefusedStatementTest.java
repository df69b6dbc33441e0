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
                "insert into person (id, ssn) values (1, 'SECRET') => public.person.ssn",
                "insert into person (id, ssn) values (?, ?::varchar) => public.person.ssn",
                "insert into person (id, ssn) values (?, (?)) => public.person.ssn",
                "insert into person (id, ssn) values (?, upper(?)) => public.person.ssn",
                "insert into person (id, note) values (?, ?), (?, 'SECRET') => public.person.note",
                "insert into person (id, age) values (?, (select 1)) => subquery",
                "insert into person (id, ssn) select id, note from orders => rows of values",
                "insert into person (id) values (?) returning ssn => RETURNING",
                "insert into person (id, ssn) values (?, ?) on conflict do nothing => CONFLICT",
                "insert into orders (a) select ssn from person => person",
                "update person set ssn = 'SECRET' => public.person.ssn",
                "update person set ssn = note => public.person.ssn",
                "update person set age = length(ssn) => public.person.ssn",
                "update person set ssn = ? || 'SECRET' where id = 1 => public.person.ssn",
                "update person set ssn = case when id = 1 then ? end => public.person.ssn",
                "update orders set a = (select max(id) from person) => person",
                "delete from orders where id in (select id from person) => person",
                "delete from person using orders where person.id = orders.id => USING",
                "select upper(ssn) from person => public.person.ssn",
                "select ssn || 'SECRET' from person => public.person.ssn",
                "select ssn::text from person => public.person.ssn",
                "select cast(ssn as text) from person => public.person.ssn",
                "select case when id = 1 then ssn end from person => public.person.ssn",
                "select count(ssn) from person => public.person.ssn",
                "select min(code) from person => public.person.code",
                "select distinct ssn from person => DISTINCT",
                "select distinct * from person => DISTINCT",
                "select distinct on (id) ssn from person => DISTINCT ON",
                "select id from person where ssn = 'SECRET' => public.person.ssn",
                "select id from person where ssn = \"SECRET\" => public.person.ssn",
                "select id from person where \"SECRET\" <> ssn => public.person.ssn",
                "select id from person where ssn like ? => public.person.ssn",
                "select id from person where ssn < ? => public.person.ssn",
                "select id from person where ssn between ? and ? => public.person.ssn",
                "select id from person where ssn = ?::text => public.person.ssn",
                "select id from person where ssn = ? || 'SECRET' => public.person.ssn",
                "select id from person where (ssn) = ? => public.person.ssn",
                "select id from person where ssn = (?) => public.person.ssn",
                "select id from person where (ssn, id) = (?, ?) => public.person.ssn",
                "select id from person where lower(ssn) = ? => public.person.ssn",
                "select id from person where ssn = code => public.person",
                "select id from person where ssn in (?, 'SECRET') => public.person.ssn",
                "select id from person where ssn in (select x from orders) => public.person.ssn",
                "select id from person where ssn = any(?) => public.person.ssn",
                "select id from person where note = ? => no index",
                "select id from person where (ssn = ?) is null => public.person.ssn",
                "select id from person where coalesce(ssn, ?) = ? => public.person.ssn",
                "select id from person where ssn is distinct from ? => public.person.ssn",
                "select id from person order by ssn => public.person.ssn",
                "select id, ssn from person order by 2 => ORDER BY",
                "select ssn as x from person order by x desc nulls last => ORDER BY",
                "select ssn as id from person order by id => ORDER BY",
                "select ssn from person group by ssn => GROUP BY",
                "select ssn from person group by 1 => GROUP BY",
                "select ssn, id from person group by (1, id) => GROUP BY",
                "select ssn, id from person group by id, ((2), (1, 2)) => GROUP BY",
                "select age from person group by age having max(ssn) = ? => public.person.ssn",
                "select ssn notnull from person => public.person.ssn",
                "select ssn isnull, id from person => public.person.ssn",
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
                "select (p.*) from person p => row as a whole",
                "select id, (person.*) x from person => row as a whole",
                "select count(*) over () from person => window",
                "select rank() over (order by ssn) from person => window",
                "select rank() over (partition by age) from person => window",
                "select id from person where exists (select 1) => subquery",
                "select p.id from person p, orders o => person",
                "select p.id from person p join orders o on p.id = o.id => person",
                "select id from person union select id from orders => person",
                "select * from (select * from person) x => person",
                "with x as (select * from person) select * from x => person",
                "select id from person for update => FOR UPDATE",
                "select * from only person => ONLY",
                "select id from person for system_time as of x => person",
                "table person => person",
                "values ((select ssn from person)) => person",
                "alter table person add column x text default 'SECRET' => person",
                "alter table orders rename to person => person",
                "create index on person (ssn) => person",
                "create index on person (person) => person",
                "create index ix on only person (id) => person",
                "alter table person add constraint c foreign key (id) references person (id) => person",
                "alter table orders attach partition person default => person",
                "alter table orders inherit person => person",
                "create table copy (person integer) inherits (person) => person",
                "create table copy (id integer references orders, like person including all) => person",
                "create table copy (x person references person) => person",
                "insert into orders (person) select person from items, person => person",
                "insert into orders (person) values (?) returning (select max(person) from person) => RETURNING",
                "select i.person from items i join orders o on i.id = o.id, person for update => FOR UPDATE",
                "select person from orders cross join (person join items on true) => person",
                "select person from (person cross join orders) => person",
                "select id from orders, (person join items using (id)) => USING",
                "delete from orders using (person join items on true) where person = 1 => USING",
                "delete from orders using items, person where person = 1 => USING",
                "update orders set person = ? from items, person returning person => RETURNING",
                "select person from orders where person in (table person) => person",
                "with x as (select 1 as person), person as (select 2) select person from x, person => person",
                "with x as (select 1) select person from only (person) => person",
                "with x as (select 1) select a from orders as t (a), person => person",
                "with x as (select 1) select a from orders order by a, (select person from person) => person",
                "with x as (select 1) select person from person as person => person",
                "with x as (select 1) select cast(null as person) => person",
                "with x as (select 1) select null::person => person",
                "merge into person using items on person.id = items.id when matched then update set age = 1 => person",
                "merge into orders using person on true when matched then delete => person",
                "explain select * from items, person => person",
                "create view v as select * from person => person",
                "create table copy as select * from person => person",
                "create table copy (like person) => person",
                "truncate person => person",
                "lock table person => person",
                "explain select * from person => person",
                "declare c cursor for select * from person => person",
                "merge into person p using orders o on p.id = o.id when matched then delete => person",
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
                "insert into person as p (ssn) values ('SECRET')",
                "insert into person (ssn) values ('SECRET'",
                "insert into person (ssn) values ($1)",
                "select ssn from person where id = 1 and ssn = ? isnull",
                "select id from person where age \\ 'SECRET'",
                "select id from person where age $ 'SECRET'",
                "select person into temp person from orders where x = 'SECRET'",
                "select id from person where age not between 2 and not 'SECRET'",
                "select U&\"\\0070erson\".id from person",
                "select * from U&\"\\0070erson\"",
                "update person set (ssn, note) = (?, ?)",
                "select id from person where ssn = E'SECRET",
                "select id from person where ssn = $a$SECRET",
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

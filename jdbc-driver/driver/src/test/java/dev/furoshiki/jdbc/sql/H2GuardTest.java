package dev.furoshiki.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.testing.servers.LocalH2;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What tokens alone decide of H2's statements; a real H2 reads every one of them as its own. The tables of the catalogue are
 * named in lower case, so the database folds names to that.
 */
class H2GuardTest {

    /** H2's errors in a text that it cannot read. */
    private static final Set<Integer> SYNTAX_ERRORS = Set.of(42000, 42001);

    private static final Map<String, String> SETTINGS =
            Map.of("DATABASE_TO_UPPER", "FALSE", "DATABASE_TO_LOWER", "TRUE");

    private final StatementAnalyzer analyzer =
            new StatementAnalyzer(H2Syntax.of(SETTINGS).orElseThrow());

    private static void requireOwnSql(String settings, String sql) throws SQLException {
        try (Connection server = LocalH2.newDatabase(settings).connect()) {
            Throwable error = catchThrowable(() -> server.prepareStatement(sql).close());
            if (error instanceof SQLException rejected) {
                assertThat(SYNTAX_ERRORS).as(rejected.getMessage()).doesNotContain(rejected.getErrorCode());
            }
        }
    }

    private SQLException refusal(String sql) {
        Throwable thrown = catchThrowable(() -> analyzer.analyze(sql, PersonCatalog.catalog()));
        assertThat(thrown).as(sql).isInstanceOf(SQLException.class);
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            assertThat(String.valueOf(cause.getMessage())).as(sql).doesNotContain("SECRET");
        }
        return (SQLException) thrown;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "select * from orders o left join items i using (id), (select 1) x (y) // person\n where 'person' <> $$person$$",
                "with recursive t (n) as (select 1 union all select n + 1 from t where n < 100), u (m) as (select 2)"
                        + " select sum(n) from t, u",
                "select count(*) filter (where x > 1) over (partition by y order by z), listagg(x, ',') within group (order by y)"
                        + " from orders group by y having max(x) > 1 order by (1) fetch first (2) rows only",
                "select top (5) distinct left(a, 2), cast(? as varchar(10)), extract(year from ?), trim(both 'x' from ?), year(?)"
                        + " from orders",
                "select case when a in (1, 2) then (3) else abs(?) end, array[1, 2], row (1, 2), interval '1' day from orders",
                "select * from system_range(1, 10) r (x), unnest(array[1]) u (y), table(a int = (1, 2)) t",
                "select * from final table (insert into orders (id) values (?)) t",
                "select json_object('a': ?), json_array(1, 2), x.y from orders x",
                "insert into orders (id, note) values (1, ?), (2, default)",
                "merge into orders (id, note) key (id) values (1, ?)",
                "merge into orders o using (values (?, ?)) s (id, note) on o.id = s.id when matched then update set note = s.note"
                        + " when not matched then insert (id, note) values (s.id, s.note)",
                "update orders set (a, b) = (?, ?) where id = 1",
                "delete from orders where id = ? fetch first 1 row only",
                "values (1, ?), (2, ?)",
                "create table if not exists orders (id bigint generated always as identity (start with 5) primary key, price"
                        + " numeric(10, 2) check (price > 0), tag varchar(10) default upper('x'), note character varying(20)"
                        + " references notes (id), blob binary large object(1K), t timestamp(6) with time zone, unique (tag),"
                        + " e enum('a', 'b'))",
                "create cached local temporary table t (a int) on commit drop",
                "create table t as select * from orders",
                "create unique index if not exists ix on orders (note, id)",
                "create or replace force view v (a, b) as select 1, 2",
                "create domain d as varchar(10) check (length(value) > 3)",
                "create sequence s start with 1",
                "create schema other",
                "create user someone password 'x'",
                "create role r",
                "create synonym s for orders",
                "create constant c value 1",
                "alter table orders add column (a int, b varchar(10))",
                "alter table orders add constraint c foreign key (a) references items (a)",
                "alter sequence s restart with 1",
                "drop table if exists orders, items cascade",
                "drop alias if exists f",
                "drop index ix",
                "truncate table orders restart identity",
                "comment on table orders is 'x'",
                "set schema other",
                "set time zone 'UTC'",
                "set lock_timeout 1000",
                "set @x = 1",
                "set referential_integrity false",
                "set session characteristics as transaction isolation level read committed",
                "begin",
                "savepoint a",
                "rollback to savepoint a",
                "checkpoint",
                "analyze table orders",
                "explain analyze select * from orders",
                "call abs(?)",
                "call next value for s",
                "{call abs(?)}",
                "{?= call abs(?)}",
                "select {fn abs(?)}, {d '2020-01-01'}",
                "show tables",
                "grant select on orders to someone",
                // a column, a label, an alias
                "select o.person, o.id as person from orders o where person = ? and o.person in (1, 2) order by person",
                "select o.Person from orders o join items i using (person) group by lower(person)",
                "insert into orders (id, person) values (?, ?)",
                "update orders set id = ?, person = ?",
                "select * from audit.person where id = ?",
                "select * from \"PERSON\", `other`",
                "merge into orders (id, person) key (person) values (1, ?)",
                "select 1;select 2",
            })
    void passesThrough(String sql) throws Exception {
        assertThat(analyzer.analyze(sql, PersonCatalog.catalog())).isEqualTo(new StatementPlan.PassThrough());
        requireOwnSql(";DATABASE_TO_LOWER=TRUE", sql);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "runscript from 'SECRET' => RUNSCRIPT",
                "script to 'SECRET' => SCRIPT",
                "backup to 'SECRET' => BACKUP",
                "shutdown script => SHUTDOWN",
                "execute immediate 'insert into person values (''SECRET'')' => EXECUTE",
                "prepare p as select 'SECRET' => PREPARE",
                "execute p => EXECUTE",
                "deallocate p => DEALLOCATE",
                "create alias f for 'SECRET' => CREATE ALIAS",
                "create alias f as $$ int f() { return 1; } $$ => CREATE ALIAS",
                "create force alias f for 'SECRET' => CREATE FORCE",
                "create aggregate f for 'SECRET' => CREATE AGGREGATE",
                "create trigger t before insert on orders call 'SECRET' => CREATE TRIGGER",
                "create linked table t ('SECRET', 'x', 'y', 'z', 'person') => CREATE LINKED",
                "create force linked table t ('SECRET', 'x', 'y', 'z', 'person') => CREATE FORCE",
                "create local temporary linked table t ('SECRET', 'x', 'y', 'z', 'person') => CREATE LOCAL",
                "declare global temporary linked table t ('SECRET', 'x', 'y', 'z', 'person') => DECLARE",
                "create table t (a int) engine \"SECRET_ENGINE\" => ENGINE",
                "drop all objects => DROP ALL",
                "drop all objects delete files => DROP ALL",
                "select * from csvread('SECRET') => csvread",
                "call csvwrite('SECRET', 'select * from person') => csvwrite",
                "select file_read('SECRET') => file_read",
                "select file_write('SECRET', 'x') => file_write",
                "select * from link_schema('a', 'b', 'SECRET', 'd', 'e', 'f') => link_schema",
                "select db_object_sql('TABLE', 'PUBLIC', 'PERSON') => db_object_sql",
                "select estimated_envelope('person', 'ssn') => estimated_envelope",
                "select disk_space_used('person') => disk_space_used",
                "select plain_fn('SECRET') => plain_fn",
                "call plain_fn('SECRET') => plain_fn",
                "{call plain_fn('SECRET')} => plain_fn",
                "{?= call app.plain_fn('SECRET')} => app.plain_fn",
                "select * from plain_fn('SECRET') t (a) => plain_fn",
                "select * from orders, plain_fn('SECRET') t (a) => plain_fn",
                "select top (5) plain_fn('SECRET') from orders => plain_fn",
                "select distinct on (id) plain_fn('SECRET') from orders => plain_fn",
                "select case when 1 = 1 then 1 end from orders order by then('SECRET') => then",
                "insert into orders (a) values (plain_fn('SECRET')) => plain_fn",
                "insert into orders select plain_fn('SECRET') => plain_fn",
                "create table t (a int default plain_fn('SECRET')) => plain_fn",
                "create table t (a int as (plain_fn(1))) => plain_fn",
                "create table t (a int, check (plain_fn(1) > 0)) => plain_fn",
                "create domain d as int check (plain_fn(value)) => plain_fn",
                "alter table orders alter column a set default plain_fn('SECRET') => plain_fn",
                "explain select plain_fn('SECRET') => plain_fn",
                "set @x = plain_fn('SECRET') => plain_fn",
                "select \"abs\"(1) => abs",
                "select public.abs(1) => public.abs",
                "select U&\"\\0061bs\"(1) => U&",
                "select version() => version",
                "select last_insert_id() => last_insert_id",
                "set mode MySQL => mode",
                "set non_keywords value => non_keywords",
                "set collation german => collation",
                "set builtin_alias_override true => builtin_alias_override",
                "set database_event_listener 'SECRET' => database_event_listener",
                "set java_object_serializer 'SECRET' => java_object_serializer",
                "set ignorecase true => ignorecase",
                "set authenticator true => authenticator",
                "set exclusive 2 => exclusive",
                "drop schema public cascade => public",
                "alter schema public rename to other => public",
            })
    void refusesWithTheNameAndTheReason(String sql, String named) throws SQLException {
        SQLException refusal = refusal(sql);
        assertThat((Throwable) refusal).as(sql).isInstanceOf(UnsupportedStatementException.class);
        assertThat(refusal.getSQLState()).isEqualTo("0A000");
        assertThat(refusal.getMessage()).as(sql).contains(named);
        requireOwnSql(";DATABASE_TO_LOWER=TRUE", sql);
    }

    /** Whatever the tree's analysis can make of it: it never goes out as it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from PERSON where note like 'SECRET'",
                "select * from \"person\" where note like 'SECRET'",
                "select * from `Person` where note like 'SECRET'",
                "select * from public.person where note like 'SECRET'",
                "select * from db1.public . person where note like 'SECRET'",
                "select * from U&\"p\\0065rson\" where note like 'SECRET'",
                "select * from U&\"p!0065rson\" uescape '!' where note like 'SECRET'",
                "select * from (person cross join orders) where note like 'SECRET'",
                "select * from {oj person left join orders on 'SECRET'}",
                "select * from final table (insert into person (ssn) values ('SECRET')) t",
                "select * from orders where id in (table person)",
                "merge into person key (id) values (1, 'SECRET')",
                "merge into orders using person on true when matched then delete",
                "insert into person select 'SECRET'",
                "create synonym s for person",
                "create view v as select * from person where 'SECRET'",
                "create table copy as select * from person where 'SECRET'",
                "alter table orders rename to person",
                "truncate table person where 'SECRET'",
                "table person",
                "explain select * from person where 'SECRET'",
                "analyze table person",
                "show columns from person",
                "set @x = (select max(ssn) from person)",
                "call (select max(ssn) from person)",
                "{call (select max(ssn) from person)}",
                "select * from information_schema.query_statistics",
                "select * from person_view",
                "select * from furoshiki_key",
                "with x as (select * from person) select * from x where 'SECRET'",
                "drop table orders, person",
                "comment on column person.ssn is 'SECRET'",
                "select 1 {1: (select ssn from person)}",
            })
    void whatNamesAnEncryptedTableDoesNotGoOutAsItIs(String sql) {
        Throwable refused = catchThrowable(() -> assertThat(analyzer.analyze(sql, PersonCatalog.catalog()))
                .isNotEqualTo(new StatementPlan.PassThrough()));
        if (refused instanceof SQLException refusal) {
            assertThat(refusal.getMessage()).doesNotContain("SECRET");
        } else {
            assertThat(refused).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "MySQL => select date(?), unix_timestamp(), last_insert_id()",
                "MySQL => replace into orders (id) values (1)",
                "MySQL => create table t (id int, key k (id), unique key u (id)) engine=InnoDB",
                "PostgreSQL => select to_timestamp(?, 'x'), version()",
                "LEGACY => select today(), identity()",
            })
    void modesBringRoutinesOfTheirOwn(String mode, String sql) throws Exception {
        StatementAnalyzer ofMode =
                new StatementAnalyzer(H2Syntax.of(Map.of("MODE", mode)).orElseThrow());
        assertThat(ofMode.analyze(sql, PersonCatalog.catalog())).isEqualTo(new StatementPlan.PassThrough());
        requireOwnSql(";MODE=" + mode, sql);
    }

    /** A keyword that the database gave up may be the name of a routine. */
    @Test
    void aWordThatIsNoKeywordMayBeCalled() throws Exception {
        String sql = "select value(1)";
        StatementAnalyzer without = new StatementAnalyzer(
                H2Syntax.of(Map.of("NON_KEYWORDS", "VALUE")).orElseThrow());
        assertThat(catchThrowable(() -> without.analyze(sql, PersonCatalog.catalog())))
                .isInstanceOf(UnsupportedStatementException.class)
                .hasMessageContaining("VALUE");
        assertThat(analyzer.analyze(sql, PersonCatalog.catalog())).isEqualTo(new StatementPlan.PassThrough());
    }

    @Test
    void namesAreFoldedAsTheDatabaseDoes() throws Exception {
        StatementAnalyzer upper = new StatementAnalyzer(H2Syntax.DEFAULT);
        StatementAnalyzer any = new StatementAnalyzer(
                H2Syntax.of(Map.of("DATABASE_TO_UPPER", "FALSE", "CASE_INSENSITIVE_IDENTIFIERS", "TRUE"))
                        .orElseThrow());
        assertThat(upper.analyze("select * from person, `person`, PERSON", PersonCatalog.catalog()))
                .isEqualTo(new StatementPlan.PassThrough()); // PERSON, which is no table of the catalogue
        for (String sql : new String[] {"table \"PERSON\"", "table pErson", "table `PERSON`"}) {
            assertThat(any.analyze(sql, PersonCatalog.catalog())).as(sql).isInstanceOf(StatementPlan.Rewritten.class);
        }
        assertThat(upper.analyze("table \"person\"", PersonCatalog.catalog()))
                .isInstanceOf(StatementPlan.Rewritten.class);
    }

    @Test
    void aDeclaredRoutineMayBeCalled() throws Exception {
        for (String sql : new String[] {"select app.next_invoice(?), Plain_Fn(1)", "call app.next_invoice(?)"}) {
            assertThat(analyzer.analyze(sql, PersonCatalog.catalog("app.next_invoice", "plain_fn")))
                    .isEqualTo(new StatementPlan.PassThrough());
        }
    }
}

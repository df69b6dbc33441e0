package dev.furoshiki.jdbc.sql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.testing.servers.LocalMariaDb;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tokens alone decide of statements of MySQL and MariaDB; a real MariaDB reads every one of them as its own. */
class MySqlGuardTest {

    private static final int SYNTAX_ERROR = 1064;

    private static @Nullable Connection server;

    private final StatementAnalyzer analyzer = new StatementAnalyzer(MySqlSyntax.DEFAULT);

    @BeforeAll
    static void connect() throws SQLException {
        server = LocalMariaDb.newDatabase().connect();
    }

    @AfterAll
    static void close() throws SQLException {
        requireNonNull(server).close();
    }

    private static void requireOwnSql(String... sql) throws SQLException {
        for (String one : sql) {
            try (PreparedStatement text = requireNonNull(server).prepareStatement("SET @text = ?");
                    Statement statement = requireNonNull(server).createStatement()) {
                text.setString(1, one);
                text.execute();
                statement.execute("PREPARE p FROM @text");
            } catch (SQLException rejected) {
                assertThat(rejected.getErrorCode()).as(rejected.getMessage()).isNotEqualTo(SYNTAX_ERROR);
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
                "select * from orders o straight_join items i on o.id = i.id, (select 1) x where a <=> b",
                "select `a``b`, \"person from person\", 'it\\'s person', @person, @@sql_mode from orders # person\n limit 1, 2",
                "with recursive t (n) as (select 1 union all select n + 1 from t where n < 100), u (m) as (select 2)"
                        + " select sum(n) from t, u",
                "insert ignore orders (id, note) values (1, ?), (2, ?) on duplicate key update note = values(note), n = n + 1",
                "insert into orders set id = 1, note = ?",
                "insert low_priority into orders (id) select id from items on duplicate key update id = values(id)",
                "replace orders (id) values (1)",
                "replace into orders (id) values (?) returning id, concat(note, 'x')",
                "update orders o join items i on o.id = i.id set o.note = ?, i.note = left(?, 2) where if(o.a, 1, 0) = 1",
                "update low_priority ignore orders set a = 1 order by id limit 10",
                "delete o, i from orders o inner join items i using (id) where o.a is null",
                "delete from o using orders as o where match (o.note) against (? in boolean mode)",
                "select count(*), group_concat(distinct x order by y separator ','), row_number() over (partition by z order by x)"
                        + " from orders group by x with rollup having max(y) > 1",
                "select date_add(?, interval 1 day), interval(1, 2, 3), cast(? as char(10)), convert(? using utf8mb4),"
                        + " cast(1 as decimal(10, 2)), extract(year from ?), trim(both 'x' from ?), now(3)",
                "select json_extract(j, '$.a'), json_value(j, '$.b'), x regexp 'a', x div 2, x mod 2, !x, ~x, x ^ 1, x xor y"
                        + " from orders",
                "select a into @x from orders limit 1",
                "select a from orders where (a, b) in ((1, 2), (?, ?)) for update",
                "select a from orders lock in share mode",
                "select a from orders use index (ix) ignore index for order by (iy) where a = ?",
                "select * from json_table(?, '$[*]' columns (a int path '$.a', nested path '$.b' columns (c text path '$'))) t",
                "select last_insert_id(), database(), row_count(), found_rows(), connection_id(), get_lock(?, 10)",
                "values (1, 2), (3, 4)",
                "create table if not exists orders (id bigint unsigned auto_increment primary key, price decimal(10, 2) check"
                        + " (price > 0), tag enum ('a', 'b'), ts datetime(6) default current_timestamp(6), j json,"
                        + " g int generated always as (length(tag)) stored, key k (tag), unique key u (price, tag),"
                        + " fulltext ft (tag), constraint c foreign key fk (id) references items (id) on delete cascade)"
                        + " engine=InnoDB default charset=utf8mb4 comment='x'",
                "create table p (id int, y int) engine = Aria partition by range columns (y) (partition p0 values less than (10),"
                        + " partition p1 values less than (maxvalue))",
                "create table p (id int, index using btree (id)) partition by list (id) (partition a values in (1, 2))",
                "create temporary table t as select * from orders",
                "create or replace algorithm = merge definer = 'a'@'%' sql security invoker view v (a, b) as select 1, 2",
                "create definer = current_user() view v as select 1",
                "create unique index ix on orders (note(10), id)",
                "create index ix using btree on db1.orders (note)",
                "create table t (a text, b text, unique key u (a(10), b(5)), index using btree (b(3), a), unique (b(7)))",
                "alter table orders add index if not exists ix (note(10)), add primary key (id)",
                "create database other",
                "create user 'a'@'%' identified by 'x'",
                "alter table orders add column (a int, b varchar(10)), add index if not exists ix (a), drop key u, engine=InnoDB",
                "alter table orders add fulltext index ft (note), modify note varchar(20) character set utf8mb4 collate utf8mb4_bin",
                "create table t (engine varchar(10), connection int)",
                "create table t (a int, engine varchar(10)) engine MyISAM",
                "alter table t add engine int, drop column engine, engine InnoDB",
                "create view v as select engine from information_schema.tables",
                "drop table if exists orders, items",
                "drop trigger if exists t",
                "truncate table orders",
                "rename table orders to items",
                "start transaction read only",
                "begin",
                "begin work",
                "savepoint a",
                "rollback to savepoint a",
                "xa start 'x'",
                "lock tables orders write, items read",
                "unlock tables",
                "set autocommit = 0, @x := 1, @y = (select max(id) from orders), session group_concat_max_len = 100",
                "set session transaction isolation level read committed, read only",
                "set @@session.time_zone = '+00:00', @@foreign_key_checks = 0",
                "set names utf8mb4 collate utf8mb4_bin",
                "set names 'utf8mb4'",
                "set sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE'",
                "set global innodb_lock_wait_timeout = 10",
                "set optimizer_switch = 'index_merge=off'",
                "set password for 'a'@'%' = password('x')",
                "set role none",
                "explain format = json select * from orders",
                "analyze select * from orders",
                "analyze table orders",
                "show full columns from orders like 'x%'",
                "describe orders",
                "show variables where variable_name in ('a', 'b')",
                "grant select (a, b), update on db1.* to 'a'@'%'",
                "use db1",
                "optimize table orders",
                "kill query 1",
                // a column, a label, an alias
                "select o.person, o.id as person from orders o where person = ? and o.person in (1, 2) order by person",
                "select o.Person from orders o join items i using (person) group by lower(person)",
                "insert into orders (id, person) values (?, ?)",
                "replace into orders (id, person) values (?, ?)",
                "update orders set id = ?, person = ?",
                "select * from audit.person where id = ?",
                "select * from audit.`person`",
                "select * from `audit`.person, `audit` . `person` p",
                "select 'person' from orders where note = \"person\"",
                "select @person := 1, @`person`",
                "select 1;select 2",
            })
    void passesThrough(String sql) throws Exception {
        assertThat(analyzer.analyze(sql, PersonCatalog.catalog())).isEqualTo(new StatementPlan.PassThrough());
        requireOwnSql(sql.split(";")); // of several statements the server prepares none
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "load data local infile 'SECRET' into table orders => LOAD DATA",
                "load data infile 'SECRET' into table person => LOAD DATA",
                "select 'SECRET' into outfile '/tmp/x' => OUTFILE",
                "select * from orders into dumpfile '/tmp/x' => DUMPFILE",
                "select * from orders where a in (select 1) into outfile '/tmp/x' fields terminated by ',' => OUTFILE",
                "handler orders open => HANDLER",
                "prepare p from 'insert into person values (''SECRET'')' => PREPARE",
                "prepare p from @x => PREPARE",
                "execute p => EXECUTE",
                "execute immediate 'select ''SECRET''' => EXECUTE",
                "execute immediate concat('sel', @x) => EXECUTE",
                "deallocate prepare p => DEALLOCATE",
                "do sleep(0) => DO",
                "call do_it('SECRET') => do_it",
                "call app.do_it => app.do_it",
                "create trigger t before insert on orders for each row set new.a = 1 => CREATE TRIGGER",
                "create definer = 'a'@'%' trigger t before insert on orders for each row set new.a = 1 => CREATE",
                "create event e on schedule every 1 day do delete from orders => CREATE EVENT",
                "create or replace function f() returns int return 1 => CREATE OR",
                "create aggregate function f returns integer soname 'SECRET' => CREATE AGGREGATE",
                "create procedure p() select 1 => CREATE PROCEDURE",
                "create server s foreign data wrapper mysql options (host 'SECRET') => CREATE SERVER",
                "alter event e disable => ALTER EVENT",
                "begin not atomic insert into orders values ('SECRET'); end => BEGIN NOT",
                "if 1 then select 1; end if => IF",
                "install soname 'SECRET' => INSTALL",
                "binlog 'SECRET' => BINLOG",
                "help 'SECRET' => HELP",
                "reset master => RESET",
                "start slave => START",
                "change master to master_host = 'SECRET' => CHANGE",
                "set statement sql_mode = 'ANSI_QUOTES' for select \"person\" => statement",
                "set sql_mode = 'ANSI_QUOTES' => sql_mode",
                "set sql_mode = concat(@@sql_mode, ',NO_BACKSLASH_ESCAPES') => sql_mode",
                "set @@sql_mode = '' , @@session.sql_mode = 'NO_BACKSLASH_ESCAPES' => sql_mode",
                "set `sql_mode` = 'ANSI' => sql_mode",
                "set @@`sql_mode` = 'ANSI' => sql_mode",
                "set @x = 1, global sql_mode = 'ORACLE' => sql_mode",
                "set session autocommit = 1, sql_mode := '' || 'ANSI' => sql_mode",
                "set names latin1 => names",
                "set names default => names",
                "set character set gbk => names",
                "set charset 'gbk' => names",
                "set autocommit = 0, names gbk => names",
                "set character_set_client = gbk => character_set_client",
                "set collation_connection = gbk_bin => collation_connection",
                "set character_set_results = null => character_set_results",
                "set global init_connect = 'SECRET' => init_connect",
                "set global general_log_file = 'SECRET' => general_log_file",
                "set default_storage_engine = 'SECRET' => default_storage_engine",
                "create table t (a int) engine = federated connection = 'SECRET' => ENGINE",
                "create table t (a int) engine = 'CONNECT' => ENGINE",
                "create table t (a int) engine spider => ENGINE",
                "create table t (a int) engine = merge union = (orders) => ENGINE",
                "alter table orders engine = federated => ENGINE",
                "alter table orders comment 'SECRET', engine federated => ENGINE",
                "create table t (a int) partition by hash (a) (partition p0 engine = federated) => ENGINE",
                "create table t (a int) engine = innodb connection = 'SECRET' => CONNECTION",
                "select load_file('SECRET') => load_file",
                "select sys.ps_thread_id(1) => sys.ps_thread_id",
                "select app.lower('SECRET') => app.lower",
                "select count (*) from orders => count",
                "select `lower`('SECRET') => lower",
                "select a from orders where id = plain_fn('SECRET') => plain_fn",
                "insert into orders (a) values (plain_fn('SECRET')) => plain_fn",
                "insert orders values (plain_fn('SECRET')) => plain_fn",
                "insert ignore orders select plain_fn('SECRET') => plain_fn",
                "update orders set a = plain_fn('SECRET') => plain_fn",
                "create table t (a int default (plain_fn('SECRET'))) => plain_fn",
                "alter table orders add constraint check (plain_fn(a)) => plain_fn",
                "create table t (a int default plain_fn(10)) => plain_fn",
                "create table t (a int default lower(plain_fn(10))) => plain_fn",
                "create table t (a int, key k (a), check (plain_fn(10))) => plain_fn",
                "create table t (a int) select lower(plain_fn(10)) => plain_fn",
                "explain select plain_fn('SECRET') => plain_fn",
                "set @x = plain_fn('SECRET') => plain_fn",
                "select * from orders order by hash(id) => hash",
                "select * from orders group by key_fn(id), list(id) => key_fn",
                "select case when 1 then columns(1) end => columns",
                "select * from orders where exists (select 1) and btree(a) => btree",
                "alter database public character set utf8mb4 => public",
                "drop database Public => Public",
                "drop schema if exists `public` => public",
            })
    void refusesWithTheNameAndTheReason(String sql, String named) throws SQLException {
        SQLException refusal = refusal(sql);
        assertThat((Throwable) refusal).as(sql).isInstanceOf(UnsupportedStatementException.class);
        assertThat(refusal.getSQLState()).isEqualTo("0A000");
        assertThat(refusal.getMessage()).as(sql).contains(named);
        requireOwnSql(sql);
    }

    /** Whatever the tree's analysis can make of it: it never goes out as it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from PERSON where note = 'SECRET' and x like 'y'",
                "select * from `Person` where note like 'SECRET'",
                "select * from public.person where note like 'SECRET'",
                "select * from Public.`PERSON` where note like 'SECRET'",
                "select * from .person where note like 'SECRET'",
                "select * from.`person` where note like 'SECRET'",
                "select * from orders join .`person` where 'SECRET'",
                "select * from orders, .person where 'SECRET'",
                "select * from orders straight_join person where 'SECRET'",
                "select * from orders straight_join (person cross join items) where 'SECRET'",
                "select * from { oj .person left join orders on 'SECRET' }",
                "select * from {oj.person left join orders on 'SECRET'}",
                "select * from { oj (person left join orders on 'SECRET') }",
                "select * from orders use index for order by (i), person where 'SECRET'",
                "select * from orders force index for group by (i, j), public.person where 'SECRET'",
                "update (orders join person on true) set orders.a = 'SECRET'",
                "update orders, person set orders.a = 'SECRET'",
                "delete orders, person from orders join person where 'SECRET'",
                "delete from orders.*, person.* using orders join person where 'SECRET'",
                "insert person values ('SECRET')",
                "insert high_priority ignore person values ('SECRET')",
                "replace person values ('SECRET')",
                "replace into person set ssn = 'SECRET'",
                "insert into orders select * from person where note like 'SECRET'",
                "insert into orders table person",
                "create table copy like person",
                "create table copy select * from person where 'SECRET'",
                "create view v as select * from person where note = 'SECRET'",
                "rename table person to copy",
                "alter table orders exchange partition p with table person",
                "truncate person where note = 'SECRET'",
                "lock tables person read",
                "show create table person",
                "describe person",
                "explain select * from person where note like 'SECRET'",
                "analyze table person persistent for all",
                "table person",
                "checksum table person",
                "set @x = (select max(ssn) from person)",
                "select max(ssn) into @x from person",
                "with x as (select * from person) select * from x where 'SECRET'",
                "select * from mysql.column_stats",
                "select * from mysql.`COLUMN_STATS`",
                "select * from information_schema.column_statistics",
                "select argument from mysql.general_log",
                "select * from person_view",
                "select * from furoshiki_key",
                "drop table orders, person",
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
    @ValueSource(
            strings = {
                "select /*! sql_no_cache */ 1",
                "select 1 /*!50000 from person */",
                "insert into orders values (1) /*M!100100 returning 'SECRET' */",
                "/*!40101 set names latin1 */",
                "select 'SECRET",
                "select 1 /* SECRET",
                "select 1--1 from orders",
            })
    void whatServersAndDriversDivideInAnotherWayIsASyntaxError(String sql) {
        SQLException refusal = refusal(sql);
        assertThat(refusal.getSQLState()).as(sql).isEqualTo("42601");
        assertThat(refusal.getMessage()).as(sql).containsPattern("position \\d+");
    }

    @Test
    void aBlankMayStandBeforeAParenthesisWhereTheServerIgnoresIt() throws Exception {
        MySqlSyntax ansi = MySqlSyntax.of("ANSI_QUOTES,IGNORE_SPACE", "utf8mb4").orElseThrow();
        String sql = "select count (*) from \"orders\"";
        assertThat(new StatementAnalyzer(ansi).analyze(sql, PersonCatalog.catalog()))
                .isEqualTo(new StatementPlan.PassThrough());
    }

    @Test
    void aDeclaredRoutineMayBeCalled() throws Exception {
        for (String sql :
                new String[] {"select app.next_invoice(?), plain_fn(1)", "call app.next_invoice(?)", "call plain_fn"}) {
            assertThat(analyzer.analyze(sql, PersonCatalog.catalog("app.next_invoice", "plain_fn")))
                    .isEqualTo(new StatementPlan.PassThrough());
        }
    }
}

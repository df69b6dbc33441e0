package dev.furoshiki.jdbc.sql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalMariaDb;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * However a statement spells the name of an encrypted table: where a real MariaDB finds the table by it, the statement does not
 * go out as it is. There is no other table of that name, so that whatever the server accepts means the one.
 */
class MySqlSuspectsTwinTest {

    private static final StatementAnalyzer ANALYZER = new StatementAnalyzer(MySqlSyntax.DEFAULT);

    private static @Nullable Connection server;

    @BeforeContainer
    static void connect() throws SQLException {
        LocalDatabase database = LocalMariaDb.newDatabase();
        Connection connection = DriverManager.getConnection(
                database.jdbcUrl() + "&useServerPrepStmts=true", database.user(), database.password());
        server = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE public");
            statement.execute("USE public");
            statement.execute("CREATE TABLE person (id int, ssn varchar(20), age int, KEY i (id))");
            statement.execute("CREATE TABLE orders (id int, ssn varchar(20), age int, KEY i (id))");
        }
    }

    @AfterContainer
    static void close() throws SQLException {
        try (Statement statement = requireNonNull(server).createStatement()) {
            statement.execute("DROP DATABASE public");
        }
        requireNonNull(server).close();
    }

    @Property(tries = 3000)
    void whatTheServerFindsTheTableByIsSeenHere(@ForAll("statements") String sql) {
        boolean found = isAccepted(sql);
        Statistics.label("the server").collect(found ? "finds the table" : "does not");
        if (found) {
            assertThat(isSentAsItIs(sql)).as(sql).isFalse();
        }
    }

    private static boolean isAccepted(String sql) {
        try (PreparedStatement statement = requireNonNull(server).prepareStatement(sql)) {
            statement.getParameterMetaData(); // only then does the driver ask the server
            return true;
        } catch (SQLException rejected) {
            return false;
        }
    }

    private static boolean isSentAsItIs(String sql) {
        try {
            return ANALYZER.analyze(sql, PersonCatalog.catalog()) instanceof StatementPlan.PassThrough;
        } catch (SQLException refused) {
            return false;
        }
    }

    @Provide
    Arbitrary<String> statements() {
        Arbitrary<String> forms = Arbitraries.of(
                "select * from_T_",
                "select ssn from orders o,_T_p",
                "select p.ssn from orders join_T_p on true",
                "select p.ssn from orders straight_join_T_p",
                "select p.ssn from orders natural join_T_p",
                "select p.ssn from orders left outer join (orders o cross join_T_p) on true",
                "select p.ssn from (_T_p)",
                "select p.ssn from orders straight_join (_T_p)",
                "select p.ssn from { oj_T_p left join orders on true }",
                "select p.ssn from { oj (_T_p left join orders on true) }",
                "select p.ssn from orders use index for order by (i),_T_p",
                "select p.ssn from orders force index for group by (i), orders o,_T_p",
                "select p.ssn from orders ignore index (i),_T_p use index ()",
                "select * from orders where ssn in (select ssn from_T_)",
                "select (select max(ssn) from_T_), 1",
                "select ssn from orders union all select ssn from_T_",
                "select ssn from orders order by (select max(ssn) from_T_), ssn",
                "with c as (select * from_T_) select * from c",
                "with c as (select 1 as ssn), d as (select ssn from_T_) select c.ssn from c, d",
                "insert into_T_(ssn) values (?)",
                "insert_T_(ssn) values (?)",
                "insert ignore_T_set ssn = ?",
                "replace_T_values (?, ?, ?)",
                "insert into orders select * from_T_",
                "insert into orders (ssn) values ((select max(ssn) from_T_))",
                "update_T_set ssn = ?",
                "update orders o,_T_p set o.ssn = p.ssn",
                "update (orders o join_T_p on true) set o.ssn = p.ssn",
                "update orders set ssn = (select max(ssn) from_T_)",
                "delete from_T_where ssn = ?",
                "delete o from orders o join_T_p on o.id = p.id",
                "delete from orders using orders join_T_where true",
                "create table copy select * from_T_",
                "create table copy like_T_",
                "create view v as select * from_T_",
                "alter table_T_add column x int",
                "rename table_T_to copy",
                "drop table orders,_T_",
                "analyze table_T_",
                "show columns from_T_",
                "explain select * from_T_",
                "do (select max(ssn) from_T_)",
                "set @x = (select max(ssn) from_T_)",
                "values ((select max(ssn) from_T_))",
                "select ssn from_T_partition (p0)",
                "select person from (select ssn as person from_T_) person");
        Arbitrary<String> blank =
                Arbitraries.of("", " ", "\n", "/**/", "/* person */", " -- person\n", "#`\n", "\t", "\u000b", "/*'*/ ");
        Arbitrary<String> qualifier = Arbitraries.of("", "", "", "public", "`public`", "Public", ".");
        Arbitrary<String> table = Arbitraries.of("person", "`person`", "person", "PERSON", "`Person`", "\"person\"");
        Arbitrary<String> name = Combinators.combine(qualifier, blank, blank, table)
                .as((schema, before, behind, one) -> schema.isEmpty()
                        ? one
                        : schema.equals(".") ? "." + behind + one : schema + before + "." + behind + one);
        return Combinators.combine(forms, blank, name, blank)
                .as((form, before, one, behind) -> form.replace(
                        "_T_", apart(before, one.charAt(0)) + one + apart(behind, one.charAt(one.length() - 1))));
    }

    /** A blank is none where it would make one name of two. */
    private static String apart(String blank, char neighbour) {
        return blank.isEmpty() && Character.isLetter(neighbour) ? " " : blank;
    }
}

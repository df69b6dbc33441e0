package dev.furoshiki.jdbc.sql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.testing.servers.LocalH2;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
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
 * However a statement spells the name of an encrypted table: where a real H2 finds the table by it, the statement does not go
 * out as it is. There is no other table of that name, so that whatever the database accepts means the one.
 */
class H2SuspectsTwinTest {

    private static final StatementAnalyzer ANALYZER =
            new StatementAnalyzer(H2Syntax.of(Map.of("DATABASE_TO_UPPER", "FALSE", "DATABASE_TO_LOWER", "TRUE"))
                    .orElseThrow());

    private static @Nullable Connection server;

    @BeforeContainer
    static void connect() throws SQLException {
        Connection connection = LocalH2.newDatabase(";DATABASE_TO_LOWER=TRUE").connect();
        server = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE person (id int, ssn varchar(20), age int)");
            statement.execute("CREATE TABLE orders (id int, ssn varchar(20), age int)");
        }
    }

    @AfterContainer
    static void close() throws SQLException {
        requireNonNull(server).close();
    }

    @Property(tries = 4000)
    void whatTheServerFindsTheTableByIsSeenHere(@ForAll("statements") String sql) {
        boolean found = isAccepted(sql);
        Statistics.label("the server").collect(found ? "finds the table" : "does not");
        if (found) {
            assertThat(isSentAsItIs(sql)).as(sql).isFalse();
        }
    }

    private static boolean isAccepted(String sql) {
        try {
            requireNonNull(server).prepareStatement(sql).close();
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
                "select p.ssn from orders o,_T_p",
                "select p.ssn from orders join_T_p on true",
                "select p.ssn from orders natural join_T_p",
                "select p.ssn from orders left outer join (orders o cross join_T_p) on true",
                "select p.ssn from (_T_p)",
                "select p.ssn from {oj_T_p left join orders on true}",
                "select p.ssn from {oj (_T_p left join orders on true)}",
                "select * from orders where ssn in (select ssn from_T_)",
                "select * from orders where exists (table_T_)",
                "select (select max(ssn) from_T_), 1",
                "select ssn from orders union all select ssn from_T_",
                "select ssn from orders order by (select max(ssn) from_T_), ssn",
                "with c as (select * from_T_) select * from c",
                "with c as (select 1 as ssn), d as (select ssn from_T_) select c.ssn from c, d",
                "select * from final table (insert into_T_(ssn) values (?))",
                "select * from old table (delete from_T_)",
                "table_T_",
                "insert into_T_(ssn) values (?)",
                "merge into_T_(ssn) key (ssn) values (?)",
                "merge into_T_p using orders o on p.id = o.id when matched then delete",
                "merge into orders o using_T_p on p.id = o.id when matched then update set ssn = p.ssn",
                "insert into orders select * from_T_",
                "insert into orders (table_T_)",
                "insert into orders (ssn) values ((select max(ssn) from_T_))",
                "update_T_set ssn = ?",
                "update orders set ssn = (select max(ssn) from_T_)",
                "delete from_T_where ssn = ?",
                "create table copy as select * from_T_",
                "create table copy as table_T_",
                "create view v as select * from_T_",
                "create synonym s for_T_",
                "alter table_T_add column x int",
                "drop table orders,_T_",
                "analyze table_T_",
                "comment on table_T_is 'x'",
                "create index i on_T_(ssn)",
                "show columns from_T_",
                "explain select * from_T_",
                "call (select max(ssn) from_T_)",
                "{call (select max(ssn) from_T_)}",
                "set @x = (select max(ssn) from_T_)",
                "values ((select max(ssn) from_T_))",
                "grant select on_T_to public",
                "select person from (select ssn as person from_T_) person");
        Arbitrary<String> blank = Arbitraries.of(
                "",
                " ",
                "\n",
                "/**/",
                "/* person */",
                "/*/**/person*/",
                " -- person\n",
                "//'\r",
                "\t",
                "\u00a0",
                "\u2003");
        Arbitrary<String> qualifier =
                Arbitraries.of("", "", "", "public", "`Public`", "\"public\"", "U&\"p\\0075blic\"");
        Arbitrary<String> table = Arbitraries.of(
                "person",
                "`person`",
                "`PERSON`",
                "PERSON",
                "\"person\"",
                "U&\"p\\0065rson\"",
                "u&\"person\"",
                "U&\"p!0065rson\" uescape '!'");
        Arbitrary<String> name = Combinators.combine(qualifier, blank, blank, table)
                .as((schema, before, behind, one) -> schema.isEmpty() ? one : schema + before + "." + behind + one);
        return Combinators.combine(forms, blank, name, blank)
                .as((form, before, one, behind) -> form.replace(
                        "_T_", apart(before, one.charAt(0)) + one + apart(behind, one.charAt(one.length() - 1))));
    }

    /** A blank is none where it would make one name of two. */
    private static String apart(String blank, char neighbour) {
        return blank.isEmpty() && Character.isLetter(neighbour) ? " " : blank;
    }
}

package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Node;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Statement;
import dev.furoshiki.testing.servers.LocalH2;
import dev.furoshiki.testing.servers.LocalMariaDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * The words of a real MariaDB and a real H2 on which operator binds which operand: an expression has the same values as the one
 * that has every parenthesis of its tree written.
 */
class ParenthesesTwinTest {

    private static @Nullable Connection mariaDb;
    private static @Nullable Connection h2;

    @BeforeContainer
    static void connect() throws SQLException {
        mariaDb = LocalMariaDb.newDatabase().connect();
        h2 = LocalH2.newDatabase().connect();
        for (Connection server : List.of(mariaDb, h2)) {
            try (java.sql.Statement statement = server.createStatement()) {
                statement.execute("create table t (i int, j int, k int, b boolean)");
                statement.execute("insert into t values (1, 2, 3, true), (0, 1, 0, false), (3, 3, -2, true),"
                        + " (5, null, 2, false), (null, 1, 1, null), (-7, 4, 0, true), (12, 5, 6, null)");
            }
        }
    }

    @AfterContainer
    static void close() throws SQLException {
        Objects.requireNonNull(mariaDb).close();
        Objects.requireNonNull(h2).close();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void operatorsBindAsOnMariaDb(@ForAll("ofMySql") String expression) throws SQLException {
        requireSameValues(Objects.requireNonNull(mariaDb), expression, MySqlSyntax.DEFAULT);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void operatorsBindAsOnH2(@ForAll("ofH2") String expression) throws SQLException {
        requireSameValues(Objects.requireNonNull(h2), expression, H2Syntax.DEFAULT);
    }

    private static void requireSameValues(Connection server, String expression, Syntax syntax) throws SQLException {
        List<String> expected = values(server, expression);
        boolean noSql = expected.equals(List.of("42000")) || expected.equals(List.of("42001"));
        Assume.that(!noSql); // such as a = NOT b
        String sql = "select " + expression + " from t";
        SqlText text = SqlText.statements(sql, syntax).get(0);
        Statement.Rows rows = (Statement.Rows) TreeParser.read(text);
        StringBuilder written = new StringBuilder();
        parenthesize(text, ((Query.Select) rows.query()).items().get(0).expression(), written);
        assertThat(values(server, written.toString()))
                .as("%s, read as %s", expression, written)
                .isEqualTo(expected);
    }

    private static List<String> values(Connection server, String expression) throws SQLException {
        List<String> values = new ArrayList<>();
        try (java.sql.Statement statement = server.createStatement();
                ResultSet rows = statement.executeQuery("select " + expression + " from t")) {
            while (rows.next()) {
                values.add(String.valueOf(rows.getObject(1)));
            }
        } catch (SQLException refused) {
            values.add(refused.getSQLState());
        }
        return values;
    }

    private static void parenthesize(SqlText text, Node node, StringBuilder written) {
        boolean alone = Children.isLeaf(node) || node instanceof Expression.Parenthesized;
        written.append(alone ? " " : " (");
        int at = node.span().first();
        for (Node child : Children.of(node)) {
            append(text, at, child.span().first(), written);
            parenthesize(text, child, written);
            at = child.span().last() + 1;
        }
        append(text, at, node.span().last() + 1, written);
        written.append(alone ? " " : ") ");
    }

    private static void append(SqlText text, int from, int to, StringBuilder written) {
        for (int i = from; i < to; i++) {
            written.append(' ').append(text.written(i));
        }
    }

    @Provide
    static Arbitrary<String> ofMySql() {
        return expressions(
                List.of("+", "-", "*", "%", "div", "mod", "&", "|", "^", "<<", ">>"),
                List.of("", "", "", "- ", "~ ", "! ", "binary "),
                List.of("=", "<>", "<", ">=", "<=>", "like", "not like", "regexp"),
                List.of(" and ", " or ", " xor ", " && ", " || ", " and not ", " or not ", " = ", " <=> "));
    }

    @Provide
    static Arbitrary<String> ofH2() {
        return expressions(
                List.of("+", "-", "*", "%", "||"),
                List.of("", "", "", "- "),
                List.of("=", "<>", "<", ">=", "is distinct from", "is not distinct from", "like", "not like"),
                List.of(" and ", " or ", " and not ", " or not ", " = "));
    }

    private static Arbitrary<String> expressions(
            List<String> operators, List<String> prefixes, List<String> comparing, List<String> connecting) {
        Arbitrary<String> number = Arbitraries.of(prefixes)
                .flatMap(prefix -> Arbitraries.of("i", "j", "k", "2").map(name -> prefix + name));
        Arbitrary<String> sum = chain(number, operators, 4);
        Arbitrary<String> comparison = sum.flatMap(left ->
                Arbitraries.of(comparing).flatMap(operator -> sum.map(right -> left + " " + operator + " " + right)));
        Arbitrary<String> test = Arbitraries.oneOf(
                comparison,
                comparison.map(condition -> condition + " is true"),
                comparison.map(condition -> condition + " is not null"),
                sum.map(value -> value + " is null = b"),
                sum.map(value -> value + " between 1 and 2 + j"),
                sum.map(value -> value + " not in (1, 2)"),
                Arbitraries.of("b", "not b", "not b is null", "not b = b", "not i = j"));
        return chain(test, connecting, 4);
    }

    private static Arbitrary<String> chain(Arbitrary<String> operand, List<String> operators, int max) {
        return operand.list()
                .ofMinSize(1)
                .ofMaxSize(max)
                .flatMap(operands -> Arbitraries.of(operators)
                        .list()
                        .ofSize(operands.size())
                        .map(chosen -> {
                            StringBuilder text = new StringBuilder(operands.get(0));
                            for (int i = 1; i < operands.size(); i++) {
                                text.append(' ')
                                        .append(chosen.get(i))
                                        .append(' ')
                                        .append(operands.get(i));
                            }
                            return text.toString();
                        }));
    }
}

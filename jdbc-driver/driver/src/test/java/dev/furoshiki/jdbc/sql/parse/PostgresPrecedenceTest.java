package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Node;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Statement;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
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
 * A real PostgreSQL's word on which operator binds which operand: it writes the definition of a view with every parenthesis,
 * and what was written without them has to be read as having the same.
 */
class PostgresPrecedenceTest {

    /** Between two numbers, with a number as their value. */
    private static final List<String> BETWEEN_NUMBERS = List.of("+", "-", "*", "/", "%", "&", "|", "#", "<<", ">>");

    private static final List<String> BEFORE_NUMBERS = List.of("", "", "", "- ", "~ ", "@ ");
    private static final List<String> NUMBERS = List.of("i", "j", "k");

    private static final List<String> COMPARING =
            List.of("=", "<>", "<", ">=", "is distinct from", "is not distinct from");

    private static final List<String> BETWEEN_CONDITIONS = List.of(" and ", " or ", " and not ", " or not ");

    private static @Nullable Connection server;

    @BeforeContainer
    static void connect() throws SQLException {
        server = LocalPostgres.newDatabase().connect();
        try (java.sql.Statement statement = server.createStatement()) {
            statement.execute("create table t (i int, j int, k int, b boolean)");
        }
    }

    @AfterContainer
    static void close() throws SQLException {
        if (server != null) {
            server.close();
        }
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void operatorsBindAsOnTheServer(@ForAll("conditions") String condition) throws SQLException {
        String written = "select (" + condition + ") as c from t";
        String definition;
        try (java.sql.Statement statement = Objects.requireNonNull(server).createStatement()) {
            statement.setEscapeProcessing(false);
            try {
                statement.execute("create or replace view v as " + written);
            } catch (SQLException notTyped) {
                // Such as a test of a comparison that does not associate, or of a number.
                assertThat(notTyped.getSQLState()).as(written).isIn("42601", "42883", "42804");
                Assume.that(false);
            }
            try (ResultSet row = statement.executeQuery("select pg_get_viewdef('v'::regclass)")) {
                row.next();
                definition = row.getString(1).replace(";", "");
            }
        }

        assertThat(shape(written))
                .as("%s, for the server %s", written, definition)
                .isEqualTo(shape(definition));
    }

    private static String shape(String sql) throws SQLException {
        SqlText text = SqlText.statements(sql, new PostgresSyntax()).get(0);
        Statement.Rows rows = (Statement.Rows) TreeParser.read(text);
        StringBuilder shape = new StringBuilder();
        shape(text, ((Query.Select) rows.query()).items().get(0).expression(), shape);
        return shape.toString();
    }

    /** Without the parentheses that were written, and with those that are meant. */
    private static void shape(SqlText text, Node node, StringBuilder shape) {
        if (node instanceof Expression.Parenthesized parenthesized) {
            shape(text, parenthesized.inner(), shape);
        } else if (Children.isLeaf(node)) {
            shape.append(text.name(node.span().last()));
        } else {
            // The server writes "IS NOT DISTINCT FROM" as the negation of the other.
            boolean negation = node instanceof Expression.Comparison comparison
                    && comparison.operator() == Expression.Comparison.Operator.SAME;
            shape.append(negation ? "Not(" : "")
                    .append(node.getClass().getSimpleName())
                    .append('(');
            for (Node child : Children.of(node)) {
                shape(text, child, shape);
                shape.append(' ');
            }
            shape.append(negation ? ") )" : ")");
        }
    }

    @Provide
    static Arbitrary<String> conditions() {
        Arbitrary<String> number = Arbitraries.of(BEFORE_NUMBERS)
                .flatMap(prefix -> Arbitraries.of(NUMBERS).map(name -> prefix + name));
        Arbitrary<String> sum = chain(number, BETWEEN_NUMBERS, 4);
        Arbitrary<String> comparison = sum.flatMap(left ->
                Arbitraries.of(COMPARING).flatMap(operator -> sum.map(right -> left + " " + operator + " " + right)));
        Arbitrary<String> test = Arbitraries.oneOf(
                comparison,
                comparison.map(condition -> condition + " is true"),
                comparison.map(condition -> condition + " is not null"),
                sum.map(value -> value + " isnull"),
                sum.map(value -> value + " is null = b"),
                Arbitraries.of("b", "not b", "not b is null", "not b = b"));
        return chain(test, BETWEEN_CONDITIONS, 4);
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

package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Literal;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLSyntaxErrorException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is easily read wrongly. */
class TreeParserTest {

    private static Query.Select select(String sql, Syntax syntax) throws SQLSyntaxErrorException {
        Statement tree = TreeParser.read(SqlText.statements(sql, syntax).get(0));
        Query query = ((Statement.Rows) tree).query();
        return (Query.Select) query;
    }

    private static SelectItem item(String sql, Syntax syntax) throws SQLSyntaxErrorException {
        List<SelectItem> items = select(sql, syntax).items();
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    private static SelectItem item(String sql) throws SQLSyntaxErrorException {
        return item(sql, new PostgresSyntax());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select timestamptz '2026-01-01'",
                "select date '2026-01-01'",
                "select interval '1 day'",
                "select interval '1' day to second (3)",
                "select interval (3) '1'",
                "select double precision '1'",
                "select numeric (5, 2) '1'",
                "select character varying (3) 'abc'",
                "select timestamp (3) with time zone '2026-01-01'",
                "select pg_catalog.text 'a'",
                "select {ts '2026-01-01 00:00:00'}"
            })
    void a_constant_behind_its_type_is_a_constant(String sql) throws SQLSyntaxErrorException {
        SelectItem item = item(sql);

        assertThat(item.label()).isEmpty();
        assertThat(item.expression())
                .isInstanceOfSatisfying(
                        Literal.class, literal -> assertThat(literal.kind()).isEqualTo(Literal.Kind.TYPED));
    }

    @Test
    void bits_are_a_constant() throws SQLSyntaxErrorException {
        SelectItem item = item("select b'101'");

        assertThat(item.label()).isEmpty();
        assertThat(((Literal) item.expression()).kind()).isEqualTo(Literal.Kind.BITS);
    }

    @Test
    void binary_is_an_operator_of_mysql_and_nothing_in_postgresql() throws SQLSyntaxErrorException {
        SelectItem item = item("select binary a from t", MySqlSyntax.DEFAULT);

        assertThat(item.label()).isEmpty();
        assertThat(item.expression()).isInstanceOf(Expression.Operation.class);
        assertThatThrownBy(() -> item("select binary a from t")).isInstanceOf(SQLSyntaxErrorException.class);
    }
}

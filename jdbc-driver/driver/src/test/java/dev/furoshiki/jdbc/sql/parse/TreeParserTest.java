package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Literal;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Relation;
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

    private static void requireRefused(String sql, Syntax syntax) {
        assertThatThrownBy(() -> Reading.read(sql, syntax)).as(sql).isInstanceOf(SQLSyntaxErrorException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select (p.*) from person p",
                "select (p).* from person p",
                "select 1 = 2 = 3",
                "select 1 < 2 < 3",
                "select a from t where current of c",
                "select a into b from t",
                "update t set a.b = 1",
                "update t set a[1] = 1",
                "select $1",
                "select U&\"a\" from t",
                "select a from t tablesample system (?)",
                "select a b c from t",
                "select user.name from user",
                "select case when a then b from t",
                "select a from t group by all",
                "select * from t join u",
                "select {d '2026-01-01'} 'a'",
                "insert into t (a) values (1) on conflict do update set a = 1 returning with (old as o) a",
                "delete from t where a = 1 limit 1",
                "select (1",
                "select 'a' uescape '!'"
            })
    void what_is_none_of_postgresql_or_not_understood_is_refused(String sql) {
        requireRefused(sql, new PostgresSyntax());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a into @b from t",
                "select a from t into outfile 'f'",
                "select a from t procedure analyse()",
                "merge into t using u on a = b when matched then delete",
                "insert into t (a) values (1) on conflict do nothing",
                "delete from t, u where t.a = u.a",
                "select {d '2026-01-01'} 'a'"
            })
    void what_is_none_of_mysql_or_not_understood_is_refused(String sql) {
        requireRefused(sql, MySqlSyntax.DEFAULT);
    }

    @Test
    void isnull_is_a_test_in_postgresql_and_a_label_in_mysql() throws SQLSyntaxErrorException {
        assertThat(item("select a isnull from t").expression()).isInstanceOf(Expression.NullTest.class);
        assertThat(item("select a isnull from t").label()).isEmpty();
        assertThat(item("select a isnull from t", MySqlSyntax.DEFAULT).label()).isPresent();
    }

    @Test
    void a_doubled_question_mark_is_an_operator() throws SQLSyntaxErrorException {
        Expression condition = item("select a ?? 'key'").expression();

        assertThat(condition).isInstanceOf(Expression.Operation.class);
        assertThat(Reading.parameters(condition)).isZero();
    }

    @Test
    void a_question_mark_between_two_operands_is_no_operator() {
        requireRefused("select a ? 'key'", new PostgresSyntax());
    }

    @Test
    void an_equation_is_tested_for_null_and_not_its_right_side() throws SQLSyntaxErrorException {
        Expression condition = item("select a = b is null").expression();

        assertThat(condition)
                .isInstanceOfSatisfying(
                        Expression.NullTest.class,
                        test -> assertThat(test.value()).isInstanceOf(Expression.Comparison.class));
    }

    @Test
    void concatenation_binds_tighter_than_a_comparison_but_not_in_mysql() throws SQLSyntaxErrorException {
        assertThat(item("select a = ? || 'x'").expression()).isInstanceOf(Expression.Comparison.class);
        assertThat(item("select a = ? || 'x'", MySqlSyntax.DEFAULT).expression())
                .isInstanceOf(Expression.Operation.class);
        MySqlSyntax concatenating = MySqlSyntax.of("PIPES_AS_CONCAT", "utf8mb4").orElseThrow();
        assertThat(item("select a = ? || 'x'", concatenating).expression()).isInstanceOf(Expression.Comparison.class);
    }

    @Test
    void not_binds_tighter_than_a_comparison_only_where_mysql_is_told_so() throws SQLSyntaxErrorException {
        assertThat(item("select not a = ?", MySqlSyntax.DEFAULT).expression()).isInstanceOf(Expression.Not.class);
        MySqlSyntax tight = MySqlSyntax.of("HIGH_NOT_PRECEDENCE", "utf8mb4").orElseThrow();
        assertThat(item("select not a = ?", tight).expression()).isInstanceOf(Expression.Comparison.class);
    }

    @Test
    void a_string_behind_a_column_is_its_label_in_mysql_and_behind_a_string_a_part_of_it()
            throws SQLSyntaxErrorException {
        assertThat(item("select a 'b' from t", MySqlSyntax.DEFAULT).label()).isPresent();
        assertThat(item("select 'a' 'b' from t", MySqlSyntax.DEFAULT).label()).isEmpty();
    }

    @Test
    void two_sides_of_a_parenthesis_may_be_a_query_or_an_expression() throws SQLSyntaxErrorException {
        assertThat(item("select ((select 1) union (select 2))").expression()).isInstanceOf(Expression.Subquery.class);
        assertThat(item("select ((select 1) + 2)").expression()).isInstanceOf(Expression.Parenthesized.class);
        assertThat(item("select ((select 1), 2)").expression()).isInstanceOf(Expression.Row.class);
    }

    @Test
    void values_is_a_function_or_a_query_in_mysql() throws SQLSyntaxErrorException {
        assertThat(item("select (values(a)) from t", MySqlSyntax.DEFAULT).expression())
                .isInstanceOfSatisfying(
                        Expression.Parenthesized.class,
                        parenthesized -> assertThat(parenthesized.inner()).isInstanceOf(Expression.Call.class));
        assertThat(item("select (values (?))", MySqlSyntax.DEFAULT).expression())
                .isInstanceOf(Expression.Subquery.class);
    }

    @Test
    void a_join_without_a_condition_waits_for_the_next_ones() throws SQLSyntaxErrorException {
        Relation relation = select("select 1 from a join b join c on 1 = 1 on 2 = 2", new PostgresSyntax())
                .from()
                .orElseThrow();

        assertThat(relation)
                .isInstanceOfSatisfying(
                        Relation.Join.class, join -> assertThat(join.right()).isInstanceOf(Relation.Join.class));
    }

    @Test
    void an_upsert_says_what_becomes_of_which_column() throws SQLSyntaxErrorException {
        Statement.Insert insert = (Statement.Insert) Reading.read(
                "insert into t as x (a, b) values (?, default), (1, 2) on conflict (lower(a)) where b > 0"
                        + " do update set (a, b) = (excluded.a, ?), c = 1 where x.a <> ? returning a as r",
                new PostgresSyntax());

        assertThat(insert.target().alias()).map(Expression.Name::simple).contains("x");
        assertThat(insert.columns()).extracting(Expression.Name::simple).containsExactly("a", "b");
        Query.Values values = (Query.Values) insert.source().orElseThrow();
        assertThat(values.rows()).hasSize(2);
        assertThat(values.rows().get(0).values().get(1)).isInstanceOf(Expression.Default.class);
        assertThat(insert.onConflict().orElseThrow()).satisfies(conflict -> {
            assertThat(conflict.target()).singleElement().isInstanceOf(Expression.Call.class);
            assertThat(conflict.targetWhere()).isPresent();
            assertThat(conflict.assignments()).hasSize(2);
            assertThat(conflict.assignments().get(0).columns()).hasSize(2);
            assertThat(conflict.assignments().get(0).value()).isInstanceOf(Expression.Row.class);
            assertThat(conflict.where()).isPresent();
        });
        assertThat(insert.returning())
                .singleElement()
                .satisfies(item -> assertThat(item.label()).isPresent());
    }

    @Test
    void an_unquoted_name_is_folded_as_the_server_folds_it() throws SQLSyntaxErrorException {
        assertThat(((Expression.Name) item("select T.\"A\"").expression()).parts())
                .containsExactly("t", "A");
        assertThat(((Expression.Name) item("select t.`a`", H2Syntax.DEFAULT).expression()).parts())
                .containsExactly("T", "A");
    }

    @Test
    void a_deep_statement_is_read() throws SQLSyntaxErrorException {
        String deep = "(".repeat(300) + "1" + ")".repeat(300);

        assertThat(item("select " + deep).expression()).isInstanceOf(Expression.Parenthesized.class);
    }
}

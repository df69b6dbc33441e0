package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Span;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tree that is not all of its text, or says something of it twice, is refused. */
class ClaimsTest {

    private Cursor cursor = cursor("select 1");
    private List<SelectItem> items = List.of();

    private static Cursor cursor(String sql) {
        return readers(sql).cursor;
    }

    private static Readers readers(String sql) {
        try {
            return new Readers(SqlText.statements(sql, new PostgresSyntax()).get(0));
        } catch (SQLSyntaxErrorException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    @BeforeEach
    void read() throws SQLSyntaxErrorException {
        Readers in = readers("select a, ?, 'x'");
        Statement.Rows rows = (Statement.Rows) in.statements.read();
        cursor = in.cursor;
        items = ((Query.Select) rows.query()).items();
    }

    private void require(List<SelectItem> chosen) throws SQLSyntaxErrorException {
        Span all = new Span(0, cursor.statement().size() - 1);
        Query.Select select = new Query.Select(
                all,
                false,
                List.of(),
                chosen,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        Claims.require(new Statement.Rows(all, select), cursor);
    }

    @Test
    void what_was_read_is_accepted() {
        assertThatCode(() -> require(items)).doesNotThrowAnyException();
    }

    @Test
    void a_lost_node_is_found() {
        for (SelectItem lost : items) {
            List<SelectItem> fewer = new ArrayList<>(items);
            fewer.remove(lost);
            assertThatThrownBy(() -> require(fewer)).isInstanceOf(SQLSyntaxErrorException.class);
        }
    }

    @Test
    void a_token_of_two_leaves_is_found() {
        List<SelectItem> more = new ArrayList<>(items);
        more.add(items.get(0));
        assertThatThrownBy(() -> require(more)).isInstanceOf(SQLSyntaxErrorException.class);
    }

    @Test
    void a_leaf_that_is_too_long_is_found() {
        Span span = new Span(3, 4);
        SelectItem wrong = new SelectItem(span, new Expression.Parameter(span), Optional.empty());
        assertThatThrownBy(() -> require(List.of(items.get(0), wrong, items.get(2))))
                .isInstanceOf(SQLSyntaxErrorException.class);
    }

    @Test
    void a_child_outside_of_its_parent_is_found() {
        SelectItem outside = new SelectItem(items.get(0).span(), items.get(1).expression(), Optional.empty());
        assertThatThrownBy(() -> require(List.of(outside, items.get(2)))).isInstanceOf(SQLSyntaxErrorException.class);
    }
}

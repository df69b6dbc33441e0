package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.tree.Span;
import dev.furoshiki.jdbc.sql.tree.TableDefinition;
import dev.furoshiki.jdbc.sql.tree.TableDefinition.Column;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SecondReadingTest {

    private static final String TEXT = """
            create table if not exists s.person (id bigint primary key, -- (
             ssn varchar(11) ENCRYPTED WITH (KEY = 'alias/pii') not null,
             born timestamp(3) with time zone, constraint c unique (id))""";

    private static SqlText statement() throws SQLException {
        return SqlText.statements(TEXT, new PostgresSyntax()).get(0);
    }

    private static TableDefinition read() throws SQLException {
        return TreeParser.readTable(statement());
    }

    private static void refuses(UnaryOperator<TableDefinition> mistake) throws SQLException {
        SqlText statement = statement();
        TableDefinition other = mistake.apply(read());
        assertThatThrownBy(() -> SecondReading.require(statement, other))
                .isInstanceOf(SQLSyntaxErrorException.class)
                .extracting(refused -> ((SQLException) refused).getSQLState())
                .isEqualTo("42601");
    }

    private static TableDefinition with(TableDefinition table, List<Column> columns) {
        return new TableDefinition(
                table.span(), table.temporary(), table.ifNotExists(), table.name(), columns, table.end());
    }

    private static TableDefinition withSecond(TableDefinition table, UnaryOperator<Column> change) {
        List<Column> columns = new ArrayList<>(table.columns());
        columns.set(1, change.apply(columns.get(1)));
        return with(table, columns);
    }

    @Test
    void whatBothReadAlikeIsBelieved() throws Exception {
        SecondReading.require(statement(), read());
        assertThat(TreeParser.readEncryptedTable(statement())).isEqualTo(read());
    }

    @Test
    void aColumnThatOneHasAloneIsRefused() throws Exception {
        refuses(table -> with(table, table.columns().subList(0, 2)));
    }

    @Test
    void aTypeThatStandsElsewhereIsRefused() throws Exception {
        refuses(table -> withSecond(
                table,
                column -> new Column(
                        column.span(),
                        column.name(),
                        new Span(column.type().first(), column.type().first()),
                        column.encryption())));
    }

    @Test
    void aClauseThatOneHasAloneIsRefused() throws Exception {
        refuses(table ->
                withSecond(table, column -> new Column(column.span(), column.name(), column.type(), List.of())));
    }

    @Test
    void anEndThatStandsElsewhereIsRefused() throws Exception {
        refuses(table -> new TableDefinition(
                table.span(), table.temporary(), true, table.name(), table.columns(), table.end() - 1));
    }

    @Test
    void anotherMeaningOfIfNotExistsIsRefused() throws Exception {
        refuses(table -> new TableDefinition(
                table.span(), table.temporary(), false, table.name(), table.columns(), table.end()));
    }
}

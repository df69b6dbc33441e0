package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.grammar.ColumnDefinition;
import dev.furoshiki.jdbc.grammar.CreateTable;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.tree.Span;
import dev.furoshiki.jdbc.sql.tree.TableDefinition;
import java.sql.SQLSyntaxErrorException;
import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Holds what was read of a CREATE TABLE against Calcite's reading of it, which shares nothing with ours but the tokens. This
 * one statement decides for good what is encrypted, and is too rare for the time to matter. Stateless.
 */
final class SecondReading {

    private SecondReading() {}

    /**
     * Refuses a table of which both do not say the same.
     *
     * @throws SQLSyntaxErrorException (42601) with the position where they part
     */
    static void require(SqlText statement, TableDefinition first) throws SQLSyntaxErrorException {
        SqlNode tree = CalciteParser.parse(statement);
        if (!(tree instanceof CreateTable second) || second.getReplace()) {
            throw SyntaxErrors.unreadable(statement.start(0));
        }
        List<ColumnDefinition> columns = second.columns();
        boolean alike = second.ifNotExists == first.ifNotExists()
                && columns.size() == first.columns().size()
                && statement.start(first.end()) == start(second.end());
        if (!alike) {
            throw SyntaxErrors.unreadable(statement.start(0));
        }
        requireAt(statement, first.name().span(), second.name().getParserPosition());
        for (int i = 0; i < columns.size(); i++) {
            requireColumn(statement, first.columns().get(i), columns.get(i));
        }
    }

    private static void requireColumn(SqlText statement, TableDefinition.Column first, ColumnDefinition second)
            throws SQLSyntaxErrorException {
        requireAt(statement, first.name().span(), second.name().getParserPosition());
        requireAt(statement, first.type(), second.type().getParserPosition());
        if (first.encryption().size() != second.encryption().size()) {
            throw SyntaxErrors.unreadable(statement.start(first.span().first()));
        }
        for (int i = 0; i < first.encryption().size(); i++) {
            requireAt(
                    statement,
                    first.encryption().get(i).span(),
                    second.encryption().get(i).pos());
        }
    }

    private static void requireAt(SqlText statement, Span span, SqlParserPos position) throws SQLSyntaxErrorException {
        boolean same = statement.start(span.first()) == start(position)
                && statement.end(span.last()) == ParserText.offset(position.getEndColumnNum()) + 1;
        if (!same) {
            throw SyntaxErrors.unreadable(statement.start(span.first()));
        }
    }

    private static int start(SqlParserPos position) {
        return ParserText.offset(position.getColumnNum());
    }
}

package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Statement;
import dev.furoshiki.jdbc.sql.tree.TableDefinition;
import java.sql.SQLSyntaxErrorException;
import java.util.Locale;
import org.apache.calcite.sql.SqlNode;

/** From a statement to a tree of it. Stateless. */
public final class TreeParser {

    private TreeParser() {}

    /**
     * Reads one statement that selects or changes rows.
     *
     * @throws SQLSyntaxErrorException (42601) where it cannot be read, with the position and nothing of the text
     */
    public static Statement read(SqlText statement) throws SQLSyntaxErrorException {
        Readers in = new Readers(statement);
        Statement tree = in.statements.read();
        if (!in.cursor.atEnd()) {
            throw in.cursor.unreadable();
        }
        Claims.require(tree, in.cursor);
        return tree;
    }

    /**
     * Reads CREATE TABLE with a list of columns.
     *
     * @throws SQLSyntaxErrorException (42601) for any other form, with the position and nothing of the text
     */
    public static TableDefinition readTable(SqlText statement) throws SQLSyntaxErrorException {
        return new Readers(statement).definitions.read();
    }

    /**
     * Reads CREATE TABLE whose columns are to be encrypted: in PostgreSQL twice, by readers that have to agree.
     *
     * @throws SQLSyntaxErrorException (42601) for any other form, with the position and nothing of the text
     */
    public static TableDefinition readEncryptedTable(SqlText statement) throws SQLSyntaxErrorException {
        TableDefinition table = readTable(statement);
        if (statement.syntax().dialect() == Dialect.POSTGRESQL) {
            SecondReading.require(statement, table);
        }
        return table;
    }

    /** Whether a token is a word that its server never takes for a column's name unless it is quoted. */
    public static boolean isNoColumn(SqlText statement, int index) {
        return statement.is(index, Token.Kind.WORD)
                && Grammar.of(statement.syntax())
                        .words()
                        .noColumns()
                        .contains(statement.written(index).toUpperCase(Locale.ROOT));
    }

    /**
     * Parses one statement with Calcite's grammar and our productions.
     *
     * @throws SQLSyntaxErrorException (42601) where it cannot be, with the position and nothing of the text
     */
    public static SqlNode parse(SqlText statement) throws SQLSyntaxErrorException {
        return CalciteParser.parse(statement);
    }
}

package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.grammar.FuroshikiSqlParser;
import dev.furoshiki.jdbc.grammar.FuroshikiSqlParserConstants;
import dev.furoshiki.jdbc.grammar.FuroshikiSqlParserTokenManager;
import dev.furoshiki.jdbc.grammar.SimpleCharStream;
import dev.furoshiki.jdbc.grammar.TokenMgrError;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.text.Token;
import java.io.StringReader;
import java.sql.SQLSyntaxErrorException;
import java.util.List;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlAbstractConformance;
import org.jspecify.annotations.Nullable;

/**
 * From a statement to Calcite's tree of it. The tree is believed only where Calcite divides the text into the same tokens as
 * PostgreSQL does. Stateless.
 */
final class CalciteParser {

    /** The operators that PostgreSQL has beside the standard's. */
    private static final class PostgresConformance extends SqlAbstractConformance {
        @Override
        public boolean isBangEqualAllowed() {
            return true;
        }

        @Override
        public boolean isPercentRemainderAllowed() {
            return true;
        }
    }

    private static final SqlParser.Config CONFIG = SqlParser.config()
            .withParserFactory(FuroshikiSqlParser.FACTORY)
            .withQuoting(Quoting.DOUBLE_QUOTE)
            // Names are taken from the tokens, and folded as the server does.
            .withUnquotedCasing(Casing.UNCHANGED)
            .withQuotedCasing(Casing.UNCHANGED)
            .withIdentifierMaxLength(Integer.MAX_VALUE)
            .withConformance(new PostgresConformance());

    private CalciteParser() {}

    /**
     * Parses one statement.
     *
     * @throws SQLSyntaxErrorException (42601) where it cannot be, with the position and nothing of the text
     */
    @SuppressWarnings("UnusedException") // Calcite's messages quote the text
    static SqlNode parse(SqlText statement) throws SQLSyntaxErrorException {
        ParserText text = ParserText.of(statement);
        requireSameTokens(text);
        try {
            return SqlParser.create(text.text(), CONFIG).parseStmt();
        } catch (SqlParseException rejected) {
            SqlParserPos position = rejected.getPos();
            throw SyntaxErrors.unreadable(
                    position == null || position.getColumnNum() < 1
                            ? statement.start(0)
                            : ParserText.offset(position.getColumnNum()));
        } catch (RuntimeException rejected) { // Calcite's own, and where it expected something else
            throw SyntaxErrors.unreadable(statement.start(0));
        }
    }

    private static void requireSameTokens(ParserText text) throws SQLSyntaxErrorException {
        List<Token> expected = text.tokens();
        FuroshikiSqlParserTokenManager calcite = tokens(text.text());
        int at = 0;
        for (dev.furoshiki.jdbc.grammar.Token token = next(calcite);
                token != null && token.kind != FuroshikiSqlParserConstants.EOF;
                token = next(calcite)) {
            boolean same = at < expected.size()
                    && expected.get(at).start() == ParserText.offset(token.beginColumn)
                    && expected.get(at).end() == ParserText.offset(token.endColumn) + 1;
            if (!same) {
                throw SyntaxErrors.unreadable(ParserText.offset(token.beginColumn));
            }
            at++;
        }
        if (at < expected.size()) {
            throw SyntaxErrors.unreadable(expected.get(at).start());
        }
    }

    private static FuroshikiSqlParserTokenManager tokens(String text) {
        SimpleCharStream characters = new SimpleCharStream(new StringReader(text), 1, 1);
        // Tabs stand within quoted names only; where they do, the columns differ, and the statement is refused.
        FuroshikiSqlParserTokenManager tokens = new FuroshikiSqlParserTokenManager(characters);
        tokens.SwitchTo(FuroshikiSqlParserConstants.DQID);
        return tokens;
    }

    /** Nothing where Calcite knows no token that starts like this. */
    @SuppressWarnings("UnusedException") // its message quotes the text
    private static dev.furoshiki.jdbc.grammar.@Nullable Token next(FuroshikiSqlParserTokenManager tokens) {
        try {
            return tokens.getNextToken();
        } catch (TokenMgrError unknown) {
            return null;
        }
    }
}

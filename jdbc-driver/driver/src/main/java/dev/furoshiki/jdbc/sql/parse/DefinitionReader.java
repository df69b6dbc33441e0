package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Span;
import dev.furoshiki.jdbc.sql.tree.TableDefinition;
import dev.furoshiki.jdbc.sql.tree.TableDefinition.Column;
import dev.furoshiki.jdbc.sql.tree.TableDefinition.Encryption;
import dev.furoshiki.jdbc.sql.tree.TableDefinition.Option;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;

/**
 * CREATE TABLE with a list of columns. Constraints and options are passed over, for the server to judge; a clause of ours that
 * stands where none is looked for is an error. For one statement.
 */
final class DefinitionReader {

    private final Readers in;

    DefinitionReader(Readers in) {
        this.in = in;
    }

    TableDefinition read() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        cursor.expectWord("CREATE");
        if (!in.grammar.isMySql()) {
            cursor.acceptAnyWord("LOCAL", "GLOBAL");
        }
        boolean temporary = cursor.acceptAnyWord("TEMPORARY", "TEMP");
        if (!temporary) {
            cursor.acceptAnyWord(in.grammar.isH2() ? new String[] {"CACHED", "MEMORY"} : new String[] {"UNLOGGED"});
        }
        cursor.expectWord("TABLE");
        boolean ifNotExists = cursor.acceptWords("IF", "NOT", "EXISTS");
        Name name = in.names.qualified();
        List<Column> columns = new ArrayList<>();
        cursor.expectSymbol("(");
        do {
            if (isConstraint()) {
                rest(new ArrayList<>());
            } else {
                columns.add(column());
            }
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        int end = cursor.at() - 1;
        options();
        if (!cursor.atEnd()) {
            throw cursor.unreadable();
        }
        requireAllClauses(columns);
        return new TableDefinition(cursor.from(first), temporary, ifNotExists, name, columns, end);
    }

    private boolean isConstraint() {
        Cursor cursor = in.cursor;
        return switch (cursor.word()) {
            case "CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK" -> true;
            case "EXCLUDE" -> in.grammar.isPostgres() && (cursor.isWord(1, "USING") || cursor.isSymbol(1, "("));
            case "KEY", "INDEX", "FULLTEXT", "SPATIAL" -> in.grammar.isMySql();
            default -> false;
        };
    }

    private Column column() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        Name name = in.names.simple();
        Span type = in.types.readOfColumn();
        List<Encryption> encryption = new ArrayList<>();
        rest(encryption);
        return new Column(cursor.from(first), name, type, encryption);
    }

    /** To the end of a column or a constraint. */
    private void rest(List<Encryption> encryption) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        while (!cursor.isSymbol(",") && !cursor.isSymbol(")")) {
            if (cursor.areWords("ENCRYPTED", "WITH")) {
                encryption.add(encryption());
            } else if (cursor.isSymbol("(")) {
                skipParenthesized();
            } else {
                skip();
            }
        }
    }

    private void skip() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        boolean unknown = cursor.is(Token.Kind.PARAMETER)
                || cursor.is(Token.Kind.POSITIONAL_PARAMETER)
                || cursor.is(Token.Kind.ESCAPED_NAME);
        if (unknown) {
            throw cursor.unreadable();
        }
        cursor.take(Role.OTHER);
    }

    private void skipParenthesized() throws SQLSyntaxErrorException {
        int closing = in.cursor.statement().closing(in.cursor.at());
        while (in.cursor.at() <= closing) {
            skip();
        }
    }

    private Encryption encryption() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        cursor.expectWords("ENCRYPTED", "WITH");
        List<Option> options = new ArrayList<>();
        cursor.expectSymbol("(");
        do {
            Name name = in.names.label();
            cursor.expectSymbol("=");
            int value = cursor.at();
            if (!cursor.isName(0) && !cursor.is(Token.Kind.STRING)) {
                throw cursor.unreadable();
            }
            cursor.take(Role.OTHER);
            options.add(new Option(name, value));
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return new Encryption(cursor.from(first), options);
    }

    /** Of the table, behind its columns: {@code ENGINE=InnoDB DEFAULT CHARSET=utf8mb4}, {@code WITH (fillfactor = 70)}. */
    private void options() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (in.grammar.isPostgres()) {
            if (cursor.isWord("WITH") && cursor.isSymbol(1, "(")) {
                cursor.expectWord("WITH");
                skipParenthesized();
            }
            if (cursor.acceptWords("ON", "COMMIT")) {
                if (!cursor.acceptWords("PRESERVE", "ROWS") && !cursor.acceptWords("DELETE", "ROWS")) {
                    cursor.expectWord("DROP");
                }
            }
            if (cursor.acceptWord("TABLESPACE")) {
                in.names.other();
            }
        } else if (in.grammar.isMySql()) {
            optionsOfMySql();
        } else {
            cursor.acceptWords("NOT", "PERSISTENT");
            cursor.acceptWord("TRANSACTIONAL");
        }
    }

    private void optionsOfMySql() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        while (!cursor.atEnd()) {
            cursor.acceptSymbol(",");
            cursor.acceptWord("DEFAULT");
            if (!cursor.acceptWords("CHARACTER", "SET") && !cursor.acceptWords("DATA", "DIRECTORY")) {
                cursor.expectAnyWord(
                        "ENGINE",
                        "CHARSET",
                        "COLLATE",
                        "COMMENT",
                        "AUTO_INCREMENT",
                        "ROW_FORMAT",
                        "KEY_BLOCK_SIZE",
                        "AVG_ROW_LENGTH",
                        "MAX_ROWS",
                        "MIN_ROWS",
                        "CHECKSUM",
                        "PACK_KEYS",
                        "STATS_PERSISTENT",
                        "STATS_AUTO_RECALC",
                        "STATS_SAMPLE_PAGES",
                        "DELAY_KEY_WRITE",
                        "PAGE_COMPRESSED",
                        "TRANSACTIONAL",
                        "TABLESPACE");
            }
            cursor.acceptSymbol("=");
            if (cursor.is(Token.Kind.SYMBOL)) {
                throw cursor.unreadable();
            }
            cursor.take(Role.OTHER);
        }
    }

    private void requireAllClauses(List<Column> columns) throws SQLSyntaxErrorException {
        SqlText statement = in.cursor.statement();
        int clauses = 0;
        for (Column column : columns) {
            clauses += column.encryption().size();
        }
        for (int i = 0; i < statement.size(); i++) {
            if (statement.areWords(i, "ENCRYPTED", "WITH") && statement.isSymbol(i + 2, "(") && --clauses < 0) {
                throw in.cursor.unreadable(i);
            }
        }
    }
}

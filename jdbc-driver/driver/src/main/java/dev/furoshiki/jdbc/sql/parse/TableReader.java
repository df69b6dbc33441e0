package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Relation;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables, and functions that give rows. For one statement. */
final class TableReader {

    private final Readers in;

    TableReader(Readers in) {
        this.in = in;
    }

    /** In a FROM clause. */
    Relation read() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        if (in.grammar.isH2() && cursor.isAnyWord("OLD", "NEW", "FINAL") && cursor.isWord(1, "TABLE")) {
            return changed();
        }
        if (in.grammar.isH2() && cursor.isWord("VALUES")) {
            Query values = in.queries.values();
            return in.relations.derived(first, false, values);
        }
        if (in.grammar.isH2() && cursor.isAnyWord("TABLE", "TABLE_DISTINCT") && cursor.isSymbol(1, "(")) {
            return columns(first);
        }
        if (cursor.isWord("ROWS") && cursor.isWord(1, "FROM") && in.grammar.isPostgres()) {
            return function(first);
        }
        int end = 1;
        while (cursor.isSymbol(end, ".") && cursor.isName(end + 1)) {
            end += 2;
        }
        boolean only = in.grammar.isPostgres() && cursor.isWord("ONLY");
        boolean called = cursor.isName(0) && cursor.isSymbol(end, "(");
        boolean value = in.grammar.isPostgres() && in.calls.isFunction(cursor.word());
        return !only && (called || value) ? function(first) : table();
    }

    /** {@code [ONLY] name [*] [PARTITION (p)] [AS alias [(columns)]]}, sampled or hinted at. */
    private Relation.Table table() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        Name name = name();
        if (in.grammar.isMySql() && cursor.acceptWord("PARTITION")) {
            in.names.others();
        }
        Optional<Name> alias = isHint() ? Optional.empty() : in.names.alias();
        List<Name> columns = alias.isPresent() && !in.grammar.isMySql() ? in.names.parenthesizedIfAny() : List.of();
        hints();
        if (in.grammar.isPostgres() && cursor.acceptWord("TABLESAMPLE")) {
            sample();
        }
        return new Relation.Table(cursor.from(first), name, alias, columns);
    }

    /** Of the table that a statement changes. */
    Relation.Table target(boolean aliasWithoutAs, String keyword) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        Name name = name();
        if (in.grammar.isMySql() && cursor.acceptWord("PARTITION")) {
            in.names.others();
        }
        boolean hasAlias = cursor.isWord("AS") || (aliasWithoutAs && !cursor.isWord(keyword) && !isHint());
        Optional<Name> alias = hasAlias ? in.names.alias() : Optional.empty();
        hints();
        return new Relation.Table(cursor.from(first), name, alias, List.of());
    }

    private Name name() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        boolean only = in.grammar.isPostgres() && cursor.acceptWord("ONLY");
        boolean parenthesized = only && cursor.acceptSymbol("(");
        boolean dual = in.grammar.isMySql() && cursor.isWord("DUAL");
        Name name = dual ? in.names.label() : in.names.qualified();
        if (parenthesized) {
            cursor.expectSymbol(")");
        } else if (in.grammar.isPostgres() && !only) {
            cursor.acceptSymbol("*");
        }
        return name;
    }

    private boolean isHint() {
        Cursor cursor = in.cursor;
        return !in.grammar.isPostgres()
                && cursor.isAnyWord("USE", "FORCE", "IGNORE")
                && (cursor.isWord(1, "INDEX") || cursor.isWord(1, "KEY"));
    }

    private void hints() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        while (isHint()) {
            cursor.take(Role.KEYWORD);
            cursor.take(Role.KEYWORD);
            if (cursor.acceptWord("FOR")) {
                if (!cursor.acceptWords("ORDER", "BY") && !cursor.acceptWords("GROUP", "BY")) {
                    cursor.expectWord("JOIN");
                }
            }
            hintNames();
            if (cursor.isSymbol(",") && cursor.isAnyWord("USE")) {
                cursor.expectSymbol(",");
            }
        }
    }

    /** PRIMARY is the name of an index too. */
    private void hintNames() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        cursor.expectSymbol("(");
        while (!cursor.isSymbol(")")) {
            if (!cursor.isName(0)) {
                throw cursor.unreadable();
            }
            cursor.take(Role.OTHER);
            cursor.acceptSymbol(",");
        }
        cursor.expectSymbol(")");
    }

    /** {@code SYSTEM (10) REPEATABLE (1)}, of numbers only. */
    private void sample() throws SQLSyntaxErrorException {
        in.names.other();
        numbers();
        if (in.cursor.acceptWord("REPEATABLE")) {
            numbers();
        }
    }

    private void numbers() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        cursor.expectSymbol("(");
        do {
            if (!cursor.is(Token.Kind.NUMBER)) {
                throw cursor.unreadable();
            }
            cursor.take(Role.OTHER);
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
    }

    /** {@code f(...) WITH ORDINALITY AS alias (columns)}, {@code ROWS FROM (f(), g())}. */
    Relation.Function function(int first) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        List<Expression> calls = new ArrayList<>();
        if (in.grammar.isPostgres() && cursor.acceptWords("ROWS", "FROM")) {
            cursor.expectSymbol("(");
            do {
                calls.add(call());
                if (cursor.acceptWord("AS")) {
                    definitions();
                }
            } while (cursor.acceptSymbol(","));
            cursor.expectSymbol(")");
        } else {
            calls.add(call());
        }
        cursor.acceptWords("WITH", "ORDINALITY");
        Optional<Name> alias = Optional.empty();
        List<Name> columns = List.of();
        if (in.grammar.isPostgres() && cursor.isWord("AS") && cursor.isSymbol(1, "(")) {
            cursor.expectWord("AS");
            columns = definitions();
        } else {
            alias = in.names.alias();
            if (alias.isPresent() && cursor.isSymbol("(")) {
                columns = cursor.isSymbol(2, ",") || cursor.isSymbol(2, ")") ? in.names.parenthesized() : definitions();
            }
        }
        return new Relation.Function(cursor.from(first), calls, alias, columns);
    }

    /** A call, or one of a function that has no parentheses. */
    private Expression call() throws SQLSyntaxErrorException {
        Expression call = in.primaries.start();
        boolean known = call instanceof Expression.Call
                || call instanceof Expression.Cast
                || call instanceof Expression.Operation;
        if (!known) {
            throw in.cursor.unreadable(call.span().first());
        }
        return call;
    }

    /** {@code (name type, name type)}. */
    private List<Name> definitions() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        List<Name> names = new ArrayList<>();
        cursor.expectSymbol("(");
        do {
            names.add(in.names.simple());
            in.types.read();
            if (cursor.acceptWord("COLLATE")) {
                in.names.other();
            }
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return names;
    }

    /** H2's {@code TABLE (id INT = (1, 2), name VARCHAR = ('a', 'b'))}. */
    private Relation.Function columns(int first) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        List<Name> names = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        cursor.take(Role.KEYWORD);
        cursor.expectSymbol("(");
        do {
            names.add(in.names.simple());
            in.types.read();
            cursor.expectSymbol("=");
            values.add(in.expressions.read());
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        Optional<Name> alias = in.names.alias();
        return new Relation.Function(cursor.from(first), values, alias, names);
    }

    /** H2's {@code FINAL TABLE (INSERT ...)}. */
    private Relation.Changed changed() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        cursor.take(Role.KEYWORD);
        cursor.expectWord("TABLE");
        cursor.expectSymbol("(");
        Statement statement = in.statements.read();
        cursor.expectSymbol(")");
        Optional<Name> alias = in.names.alias();
        return new Relation.Changed(cursor.from(first), statement, alias);
    }
}

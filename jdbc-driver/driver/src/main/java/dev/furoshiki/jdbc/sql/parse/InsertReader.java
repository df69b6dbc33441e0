package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.tree.Assignment;
import dev.furoshiki.jdbc.sql.tree.Cte;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.OnConflict;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Relation;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Span;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** INSERT and REPLACE. For one statement. */
final class InsertReader {

    /** The columns that a statement lists, with their parentheses. */
    record Columns(List<Name> names, Optional<Span> list) {}

    private final Readers in;

    InsertReader(Readers in) {
        this.in = in;
    }

    Statement read(int first, List<Cte> with) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        boolean replaces = cursor.isWord("REPLACE");
        cursor.expectAnyWord("INSERT", "REPLACE");
        boolean ignores = false;
        if (in.grammar.isMySql()) {
            cursor.acceptAnyWord("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY");
            ignores = cursor.acceptWord("IGNORE");
            cursor.acceptWord("INTO");
        } else {
            cursor.expectWord("INTO");
        }
        Relation.Table target = in.tables.target(false, "");
        Columns columns = columns();
        overriding();
        Optional<Query> source = Optional.empty();
        List<Assignment> set = List.of();
        if (!cursor.acceptWords("DEFAULT", "VALUES")) {
            if (!in.grammar.isPostgres() && cursor.acceptWord("SET")) {
                set = in.changes.assignments();
            } else {
                source = Optional.of(source());
            }
        }
        Optional<Name> rowAlias = Optional.empty();
        List<Name> rowAliasColumns = List.of();
        if (in.grammar.isMySql() && cursor.acceptWord("AS")) {
            rowAlias = Optional.of(in.names.simple());
            rowAliasColumns = in.names.parenthesizedIfAny();
        }
        Optional<OnConflict> onConflict = onConflict();
        List<SelectItem> returning = in.grammar.isH2() ? List.of() : in.selects.returning();
        return new Statement.Insert(
                cursor.from(first),
                with,
                replaces,
                ignores,
                target,
                columns.names(),
                columns.list(),
                source,
                set,
                rowAlias,
                rowAliasColumns,
                onConflict,
                returning);
    }

    /** A parenthesis here may also open a query. */
    Columns columns() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (!cursor.isSymbol("(") || in.queries.startBehindParentheses(1)) {
            return new Columns(List.of(), Optional.empty());
        }
        int first = cursor.at();
        List<Name> names = new ArrayList<>();
        cursor.expectSymbol("(");
        if (!(in.grammar.isMySql() && cursor.isSymbol(")"))) {
            do {
                names.add(in.grammar.isMySql() ? in.names.qualified() : in.names.simple());
            } while (cursor.acceptSymbol(","));
        }
        cursor.expectSymbol(")");
        return new Columns(names, Optional.of(cursor.from(first)));
    }

    void overriding() throws SQLSyntaxErrorException {
        if (in.cursor.acceptWord("OVERRIDING")) {
            in.cursor.expectAnyWord("SYSTEM", "USER");
            in.cursor.expectWord("VALUE");
        }
    }

    /** A query; MySQL's VALUES has an alias behind it, not what may follow a query. */
    Query source() throws SQLSyntaxErrorException {
        boolean plainValues =
                in.grammar.isMySql() && in.cursor.isAnyWord("VALUES", "VALUE") && !in.cursor.isWord(1, "ROW");
        return plainValues ? in.queries.values() : in.queries.read();
    }

    private Optional<OnConflict> onConflict() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (!cursor.isWord("ON")) {
            return Optional.empty();
        }
        int first = cursor.at();
        cursor.expectWord("ON");
        if (in.grammar.isMySql()) {
            cursor.expectWords("DUPLICATE", "KEY", "UPDATE");
            List<Assignment> assignments = in.changes.assignments();
            return Optional.of(new OnConflict(
                    cursor.from(first), List.of(), Optional.empty(), Optional.empty(), assignments, Optional.empty()));
        }
        cursor.expectWord("CONFLICT");
        List<Expression> target = List.of();
        Optional<Expression> targetWhere = Optional.empty();
        Optional<Name> constraint = Optional.empty();
        if (cursor.isSymbol("(")) {
            target = target();
            targetWhere = in.selects.conditionIfAny("WHERE");
        } else if (cursor.acceptWords("ON", "CONSTRAINT")) {
            constraint = Optional.of(in.names.simple());
        }
        cursor.expectWord("DO");
        if (cursor.acceptWord("NOTHING")) {
            return Optional.of(
                    new OnConflict(cursor.from(first), target, targetWhere, constraint, List.of(), Optional.empty()));
        }
        cursor.expectWords("UPDATE", "SET");
        List<Assignment> assignments = in.changes.assignments();
        Optional<Expression> where = in.selects.conditionIfAny("WHERE");
        return Optional.of(new OnConflict(cursor.from(first), target, targetWhere, constraint, assignments, where));
    }

    /** {@code (a, lower(b) COLLATE "C" text_ops)}, as an index is defined. */
    private List<Expression> target() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        List<Expression> target = new ArrayList<>();
        cursor.expectSymbol("(");
        do {
            target.add(in.expressions.read());
            if (cursor.isName(0)) {
                cursor.take(Role.OTHER); // a class of operators
            }
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return target;
    }
}

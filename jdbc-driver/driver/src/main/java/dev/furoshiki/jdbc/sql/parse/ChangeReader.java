package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.tree.Assignment;
import dev.furoshiki.jdbc.sql.tree.Cte;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Relation;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.SortKey;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** UPDATE and DELETE. For one statement. */
final class ChangeReader {

    private final Readers in;

    ChangeReader(Readers in) {
        this.in = in;
    }

    Statement update(int first, List<Cte> with) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        cursor.expectWord("UPDATE");
        Relation target;
        if (in.grammar.isMySql()) {
            cursor.acceptWord("LOW_PRIORITY");
            cursor.acceptWord("IGNORE");
            target = in.relations.read();
        } else {
            target = in.tables.target(true, "SET");
        }
        cursor.expectWord("SET");
        List<Assignment> assignments = assignments();
        Optional<Relation> from = in.grammar.isPostgres() && cursor.acceptWord("FROM")
                ? Optional.of(in.relations.read())
                : Optional.empty();
        Optional<Expression> where = in.selects.conditionIfAny("WHERE");
        List<SortKey> orderBy = orderByIfAny();
        List<Expression> limits = limits();
        List<SelectItem> returning = in.grammar.isH2() ? List.of() : in.selects.returning();
        return new Statement.Update(
                cursor.from(first), with, target, assignments, from, where, orderBy, limits, returning);
    }

    private List<SortKey> orderByIfAny() throws SQLSyntaxErrorException {
        return in.grammar.isPostgres() ? List.of() : in.windows.orderByIfAny();
    }

    private List<Expression> limits() throws SQLSyntaxErrorException {
        List<Expression> limits = new ArrayList<>();
        if (!in.grammar.isPostgres()) {
            in.queries.limit(limits);
        }
        return limits;
    }

    /** Behind SET. */
    List<Assignment> assignments() throws SQLSyntaxErrorException {
        List<Assignment> assignments = new ArrayList<>();
        do {
            assignments.add(assignment());
        } while (in.cursor.acceptSymbol(","));
        return assignments;
    }

    private Assignment assignment() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        List<Name> columns;
        boolean several = cursor.isSymbol("(") && !in.grammar.isMySql();
        if (several) {
            columns = in.names.parenthesized();
        } else {
            // In PostgreSQL a dot would be a field's of a column.
            columns = List.of(in.grammar.isPostgres() ? in.names.simple() : in.names.qualified());
        }
        if (!(in.grammar.isMySql() && cursor.acceptSymbol(":="))) {
            cursor.expectSymbol("=");
        }
        Expression value = in.expressions.read();
        if (several && columns.size() == 1 && value instanceof Expression.Parenthesized single) {
            value = new Expression.Row(single.span(), List.of(single.inner()));
        }
        boolean together = value instanceof Expression.Row || value instanceof Expression.Subquery;
        if (several && !together) {
            throw cursor.unreadable(value.span().first());
        }
        return new Assignment(cursor.from(first), columns, value);
    }

    Statement delete(int first, List<Cte> with) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        cursor.expectWord("DELETE");
        if (in.grammar.isMySql()) {
            cursor.acceptWord("LOW_PRIORITY");
            cursor.acceptWord("QUICK");
            cursor.acceptWord("IGNORE");
            if (!cursor.isWord("FROM")) {
                return deleteOf(first, with);
            }
        }
        cursor.expectWord("FROM");
        List<Relation.Table> targets = new ArrayList<>();
        targets.add(target());
        while (in.grammar.isMySql() && cursor.acceptSymbol(",")) {
            targets.add(target());
        }
        Optional<Relation> using =
                !in.grammar.isH2() && cursor.acceptWord("USING") ? Optional.of(in.relations.read()) : Optional.empty();
        if (targets.size() > 1 && using.isEmpty()) {
            throw cursor.unreadable();
        }
        return deleted(first, with, targets, using);
    }

    private Relation.Table target() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        Relation.Table target = in.tables.target(true, "USING");
        if (in.grammar.isMySql() && cursor.acceptSymbol(".")) {
            cursor.expectSymbol("*");
            return new Relation.Table(cursor.from(first), target.name(), target.alias(), List.of());
        }
        return target;
    }

    /** {@code DELETE t, u FROM t JOIN u ...}. */
    private Statement deleteOf(int first, List<Cte> with) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        List<Relation.Table> targets = new ArrayList<>();
        do {
            targets.add(target());
        } while (cursor.acceptSymbol(","));
        cursor.expectWord("FROM");
        Optional<Relation> using = Optional.of(in.relations.read());
        return deleted(first, with, targets, using);
    }

    private Statement deleted(int first, List<Cte> with, List<Relation.Table> targets, Optional<Relation> using)
            throws SQLSyntaxErrorException {
        Optional<Expression> where = in.selects.conditionIfAny("WHERE");
        List<SortKey> orderBy = orderByIfAny();
        List<Expression> limits = limits();
        List<SelectItem> returning = in.grammar.isH2() ? List.of() : in.selects.returning();
        return new Statement.Delete(in.cursor.from(first), with, targets, using, where, orderBy, limits, returning);
    }
}

package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.tree.Assignment;
import dev.furoshiki.jdbc.sql.tree.Cte;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.MergeAction;
import dev.furoshiki.jdbc.sql.tree.OnConflict;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Relation;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** MERGE, the standard's and H2's own. For one statement. */
final class MergeReader {

    private final Readers in;

    MergeReader(Readers in) {
        this.in = in;
    }

    Statement read(int first, List<Cte> with) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (in.grammar.isMySql()) {
            throw cursor.unreadable();
        }
        cursor.expectWords("MERGE", "INTO");
        Relation.Table target = in.tables.target(!cursor.isWord(1, "KEY"), "USING");
        if (in.grammar.isH2() && !cursor.isWord("USING")) {
            return byKey(first, with, target);
        }
        cursor.expectWord("USING");
        Relation source = in.relations.joined();
        cursor.expectWord("ON");
        Expression on = in.expressions.read();
        List<MergeAction> actions = new ArrayList<>();
        do {
            actions.add(action());
        } while (cursor.isWord("WHEN"));
        List<SelectItem> returning = in.grammar.isH2() ? List.of() : in.selects.returning();
        return new Statement.Merge(cursor.from(first), with, target, source, on, actions, returning);
    }

    /** {@code MERGE INTO t (a, b) KEY (a) VALUES (1, 2)}. */
    private Statement byKey(int first, List<Cte> with, Relation.Table target) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        InsertReader.Columns columns = in.inserts.columns();
        Optional<OnConflict> key = Optional.empty();
        if (cursor.isWord("KEY")) {
            int start = cursor.at();
            cursor.expectWord("KEY");
            List<Expression> names = new ArrayList<>(in.names.parenthesized());
            key = Optional.of(new OnConflict(
                    cursor.from(start), names, Optional.empty(), Optional.empty(), List.of(), Optional.empty()));
        }
        Query source = in.inserts.source();
        return new Statement.Insert(
                cursor.from(first),
                with,
                true,
                false,
                target,
                columns.names(),
                columns.list(),
                Optional.of(source),
                List.of(),
                Optional.empty(),
                List.of(),
                key,
                List.of());
    }

    private MergeAction action() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        cursor.expectWord("WHEN");
        boolean matched = !cursor.acceptWord("NOT");
        cursor.expectWord("MATCHED");
        if (!matched && cursor.acceptWord("BY")) {
            matched = cursor.acceptWord("SOURCE");
            if (!matched) {
                cursor.expectWord("TARGET");
            }
        }
        Optional<Expression> condition = in.selects.conditionIfAny("AND");
        cursor.expectWord("THEN");
        MergeAction.Kind kind = MergeAction.Kind.NOTHING;
        List<Assignment> assignments = List.of();
        List<Name> columns = List.of();
        Optional<Expression.Row> values = Optional.empty();
        if (cursor.acceptWords("UPDATE", "SET")) {
            kind = MergeAction.Kind.UPDATE;
            assignments = in.changes.assignments();
        } else if (cursor.acceptWord("DELETE")) {
            kind = MergeAction.Kind.DELETE;
        } else if (cursor.acceptWord("INSERT")) {
            kind = MergeAction.Kind.INSERT;
            columns = in.inserts.columns().names();
            in.inserts.overriding();
            values = cursor.acceptWords("DEFAULT", "VALUES")
                    ? Optional.empty()
                    : Optional.of(in.queries.values().rows().get(0));
        } else {
            cursor.expectWords("DO", "NOTHING");
        }
        return new MergeAction(cursor.from(first), matched, condition, kind, assignments, columns, values);
    }
}

package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.sql.lineage.Relations.Joined;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.tree.Cte;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.MergeAction;
import dev.furoshiki.jdbc.sql.tree.Relation;
import dev.furoshiki.jdbc.sql.tree.SelectItem;
import dev.furoshiki.jdbc.sql.tree.SortKey;
import dev.furoshiki.jdbc.sql.tree.Statement;
import dev.furoshiki.jdbc.sql.tree.Statement.Delete;
import dev.furoshiki.jdbc.sql.tree.Statement.Insert;
import dev.furoshiki.jdbc.sql.tree.Statement.Merge;
import dev.furoshiki.jdbc.sql.tree.Statement.Update;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements that write, as a whole or as a common table expression. For one statement. */
final class Writes {

    private final Analysis analysis;

    Writes(Analysis analysis) {
        this.analysis = analysis;
    }

    /** What a statement gives: the rows of RETURNING, if any. */
    Rows write(Statement statement) throws SQLException {
        if (statement instanceof Insert insert) {
            return within(insert.with(), () -> new Inserts(analysis).insert(insert));
        }
        if (statement instanceof Update update) {
            return within(update.with(), () -> update(update));
        }
        if (statement instanceof Delete delete) {
            return within(delete.with(), () -> delete(delete));
        }
        if (statement instanceof Merge merge) {
            return within(merge.with(), () -> merge(merge));
        }
        return analysis.queries().resolve(((Statement.Rows) statement).query(), Scope.NONE);
    }

    private Rows within(List<Cte> expressions, Relations.Within<Rows> body) throws SQLException {
        boolean recursive = !expressions.isEmpty()
                && analysis.statement().isWord(expressions.get(0).span().first() - 1, "RECURSIVE");
        return analysis.relations().within(expressions, recursive, Scope.NONE, body);
    }

    Rows returning(List<SelectItem> items, Scope scope) throws SQLException {
        return items.isEmpty() ? Rows.NONE : new Selects(analysis).items(items, scope);
    }

    private Rows update(Update update) throws SQLException {
        if (!(update.target() instanceof Relation.Table table)) {
            if (analysis.rules().changesJoins()) {
                return updateOfJoin(update);
            }
            throw new UnsupportedStatementException("an UPDATE of a join that " + analysis.suspect()
                    + ", an encrypted table, is part of is not supported; update one table, and name the others in a"
                    + " subquery. The statement was not sent");
        }
        Source target = analysis.relations().target(table);
        Scope scope = scope(target, update.from());
        analysis.setTarget(update.span(), target);
        new Assignments(analysis, target, scope).assign(update.assignments());
        rest(scope, update.where(), update.orderBy(), update.limits());
        return returning(update.returning(), scope);
    }

    private Rows updateOfJoin(Update update) throws SQLException {
        Joined joined = analysis.relations().clause(update.target(), Scope.NONE);
        Scope scope = joined.scope(Scope.NONE);
        for (Source source : joined.sources()) {
            requireNoView(source);
        }
        joined.sources().stream()
                .filter(source -> source.table().isPresent())
                .findFirst()
                .ifPresent(target -> analysis.setTarget(update.span(), target));
        new Assignments(analysis, joined.sources(), scope).assign(update.assignments());
        rest(scope, update.where(), update.orderBy(), update.limits());
        return returning(update.returning(), scope);
    }

    /** Before or behind FROM stand the names that the tables of the join go by. */
    private Rows deleteOfJoin(Delete delete, Relation join) throws SQLException {
        Scope scope = analysis.relations().clause(join, Scope.NONE).scope(Scope.NONE);
        for (Relation.Table named : delete.targets()) {
            analysis.visit(named.name());
            if (named.alias().isPresent()) {
                throw new UnsupportedStatementException(
                        "an alias where DELETE names the tables to delete from is not supported. The statement was not"
                                + " sent");
            }
            Source target =
                    analysis.columns().source(named.name().parts(), named.name().parts(), scope);
            requireNoView(target);
            analysis.setTarget(delete.span(), target);
        }
        rest(scope, delete.where(), delete.orderBy(), delete.limits());
        return returning(delete.returning(), scope);
    }

    /** What is written through a view is written to a table that the statement does not name. */
    private void requireNoView(Source target) throws SQLException {
        if (target.table().isPresent() && analysis.names().isView(target.table().get())) {
            throw Relations.unfollowed(target.table().get().name().table());
        }
    }

    private Scope scope(Source target, Optional<Relation> others) throws SQLException {
        Joined joined = others.isPresent() ? analysis.relations().clause(others.get(), Scope.NONE) : Joined.NOTHING;
        List<Source> sources = new ArrayList<>(List.of(target));
        sources.addAll(joined.sources());
        return new Scope(sources, joined.merged(), Scope.NONE);
    }

    private void rest(Scope scope, Optional<Expression> where, List<SortKey> orderBy, List<Expression> limits)
            throws SQLException {
        analysis.expressions().condition(where, scope);
        analysis.expressions().sortKeys(orderBy, scope);
        analysis.expressions().requirePlain(limits, scope, "LIMIT");
    }

    private Rows delete(Delete delete) throws SQLException {
        if (delete.using().isPresent() && analysis.rules().changesJoins()) {
            return deleteOfJoin(delete, delete.using().get());
        }
        if (delete.targets().size() != 1) {
            throw new UnsupportedStatementException("a DELETE from several tables of which "
                    + analysis.suspect() + ", an encrypted table, is one is not supported; delete from each by itself."
                    + " The statement was not sent");
        }
        Source target = analysis.relations().target(delete.targets().get(0));
        Scope scope = scope(target, delete.using());
        analysis.setTarget(delete.span(), target);
        rest(scope, delete.where(), delete.orderBy(), delete.limits());
        return returning(delete.returning(), scope);
    }

    private Rows merge(Merge merge) throws SQLException {
        Source target = analysis.relations().target(merge.target());
        Joined source = analysis.relations().clause(merge.source(), Scope.NONE);
        List<Source> both = new ArrayList<>(List.of(target));
        both.addAll(source.sources());
        Scope scope = new Scope(both, source.merged(), Scope.NONE);
        analysis.setTarget(merge.span(), target);
        analysis.expressions().condition(Optional.of(merge.on()), scope);
        for (MergeAction action : merge.actions()) {
            boolean sourceOnly = action.kind() == MergeAction.Kind.INSERT
                    && !analysis.rules().mergedRowsSeeTarget();
            Scope visible = sourceOnly ? source.scope(Scope.NONE) : scope;
            analysis.expressions().condition(action.condition(), visible);
            new Assignments(analysis, target, scope).assign(action.assignments());
            if (action.values().isPresent()) {
                new Inserts(analysis).mergedRow(target, action, visible);
            } else {
                analysis.visitAll(action.columns());
            }
        }
        List<Source> given = new ArrayList<>(source.sources());
        given.add(target);
        return returning(merge.returning(), new Scope(given, source.merged(), Scope.NONE));
    }
}

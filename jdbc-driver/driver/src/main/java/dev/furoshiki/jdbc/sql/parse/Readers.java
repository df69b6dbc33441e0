package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.text.SqlText;

/** The readers of one statement, which call each other as its parts contain each other. */
final class Readers {

    final Cursor cursor;
    final Grammar grammar;
    final NameReader names = new NameReader(this);
    final TypeReader types = new TypeReader(this);
    final ConstantReader constants = new ConstantReader(this);
    final ExpressionReader expressions = new ExpressionReader(this);
    final PredicateReader predicates = new PredicateReader(this);
    final PrimaryReader primaries = new PrimaryReader(this);
    final CallReader calls = new CallReader(this);
    final SpecialCallReader specialCalls = new SpecialCallReader(this);
    final WindowReader windows = new WindowReader(this);
    final QueryReader queries = new QueryReader(this);
    final SelectReader selects = new SelectReader(this);
    final RelationReader relations = new RelationReader(this);
    final TableReader tables = new TableReader(this);
    final StatementReader statements = new StatementReader(this);
    final InsertReader inserts = new InsertReader(this);
    final ChangeReader changes = new ChangeReader(this);
    final DefinitionReader definitions = new DefinitionReader(this);
    final MergeReader merges = new MergeReader(this);

    Readers(SqlText statement) {
        this.cursor = new Cursor(statement);
        this.grammar = Grammar.of(statement.syntax());
    }
}

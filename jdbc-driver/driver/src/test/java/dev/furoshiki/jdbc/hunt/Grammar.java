package dev.furoshiki.jdbc.hunt;

/** The parts of the grammar, each of which uses the others. For one statement. */
final class Grammar {

    private final Draw draw;
    private final Expressions expressions;
    private final Conditions conditions;
    private final PlainConditions plainConditions;
    private final Relations relations;
    private final Queries queries;

    Grammar(Draw draw) {
        this.draw = draw;
        this.expressions = new Expressions(this);
        this.conditions = new Conditions(this);
        this.plainConditions = new PlainConditions(this);
        this.relations = new Relations(this);
        this.queries = new Queries(this);
    }

    Draw draw() {
        return draw;
    }

    Expressions expressions() {
        return expressions;
    }

    Conditions conditions() {
        return conditions;
    }

    PlainConditions plainConditions() {
        return plainConditions;
    }

    Relations relations() {
        return relations;
    }

    Queries queries() {
        return queries;
    }
}

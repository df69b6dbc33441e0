package dev.furoshiki.jdbc.hunt;

import dev.furoshiki.jdbc.hunt.HuntDialect.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the parts of one statement's drawing share: chance, the text, and what has been said of it. For one statement. */
final class Draw {

    private static final String[] ALIASES = {"a", "b", "x9", "Mail", "id", "city", "visit", "Q 1", "ssn"};

    private final Random random;
    private final HuntDialect dialect;
    private final boolean literalsOnly;
    private final boolean harmless;
    private final List<Relation> common = new ArrayList<>();
    private Sql sql = new Sql();
    private int names;
    private boolean mustQualify;

    /**
     * @param literalsOnly whether no value may be a parameter
     * @param harmless whether the values are none that are looked for
     */
    Draw(Random random, HuntDialect dialect, boolean literalsOnly, boolean harmless) {
        this.random = random;
        this.dialect = dialect;
        this.literalsOnly = literalsOnly;
        this.harmless = harmless;
    }

    /** A part of a statement's text. */
    @FunctionalInterface
    interface Part<T> {
        T draw();
    }

    /** What was drawn, and its text, which is yet to be put anywhere. */
    record Aside<T>(T value, Sql text) {}

    <T> Aside<T> aside(Part<T> part) {
        Sql before = sql;
        Sql own = new Sql();
        sql = own;
        try {
            return new Aside<>(part.draw(), own);
        } finally {
            sql = before;
        }
    }

    Sql sql() {
        return sql;
    }

    HuntDialect dialect() {
        return dialect;
    }

    Random random() {
        return random;
    }

    Draw add(String text) {
        sql.add(text);
        return this;
    }

    boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <E> E any(List<E> list) {
        return list.get(random.nextInt(list.size()));
    }

    boolean can(Feature feature) {
        return dialect.can(feature);
    }

    String any(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    /** Whether names of columns have to say of what they are, for the server sees others there that may not be named. */
    boolean mustQualify() {
        return mustQualify;
    }

    void setMustQualify(boolean must) {
        mustQualify = must;
    }

    /** A name that nothing else in the statement has. */
    String newName() {
        return "n" + names++;
    }

    /** An alias that none of the relations has. */
    String newAlias(List<Relation> relations) {
        String alias = one(2) ? newName() : any(ALIASES);
        boolean taken = relations.stream().anyMatch(relation -> relation.alias().equalsIgnoreCase(alias))
                || common.stream().anyMatch(one -> one.alias().equals(alias));
        return taken ? newName() : alias;
    }

    /** Common table expressions that can be named. */
    List<Relation> common() {
        return common;
    }

    /** A value of the column, as a parameter or as a constant. */
    void value(Column column) {
        value(column, true, false);
    }

    void value(Column column, boolean nullable, boolean firm) {
        List<Object> values = values(column);
        if (literalsOnly || one(3)) {
            sql.whole(dialect.literal(column.type(), any(values), firm, random));
        } else {
            sql.parameter(new Sql.Slot(column.type(), column.domain(), nullable, firm, false));
        }
    }

    void number(int below) {
        sql.whole(String.valueOf(1 + random.nextInt(below)));
    }

    boolean takesParameters() {
        return !literalsOnly;
    }

    void array(Column column) {
        sql.parameter(new Sql.Slot(column.type(), column.domain(), false, true, true));
    }

    private List<Object> values(Column column) {
        return values(column.type(), column.domain(), harmless);
    }

    private static List<Object> values(HuntType type, String domain, boolean harmless) {
        return domain.isEmpty() ? type.plainValues() : type.values(HuntTables.salt(domain), harmless);
    }

    /**
     * Values for all parameters of the text.
     *
     * @param alike whether each is set in the one way that tells its type, and none is NULL, as the plain driver's batches need
     */
    List<Parameter> parameters(Sql text, boolean alike) {
        List<Parameter> parameters = new ArrayList<>();
        for (Sql.Slot slot : text.slots()) {
            List<Object> values = values(slot.type(), slot.domain(), harmless);
            if (slot.array()) {
                parameters.add(Parameter.array(slot.type(), any(values), any(values)));
            } else {
                // Of what type a NULL is, the server cannot always tell where the driver does not.
                boolean mayBeNull = slot.nullable() && !harmless && !alike;
                boolean isNull = mayBeNull && !(slot.firm() && slot.type().hasUntypedNull()) && one(10);
                // A plain stream can be read once only, and may be needed twice, beside a cell and beside its index.
                int style =
                        slot.firm() || alike ? 0 : random.nextInt(slot.domain().isEmpty() ? 3 : 4);
                parameters.add(new Parameter(slot.type(), isNull ? null : any(values), style));
            }
        }
        return parameters;
    }
}

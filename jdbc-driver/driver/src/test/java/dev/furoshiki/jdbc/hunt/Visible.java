package dev.furoshiki.jdbc.hunt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The relations whose columns can be named in one place, and those around. */
record Visible(List<Relation> relations, Optional<Visible> outer) {

    static final Visible NOTHING = new Visible(List.of(), Optional.empty());

    Visible {
        relations = List.copyOf(relations);
    }

    /** A column with the relation that it is of. */
    record Ref(Relation relation, Column column) {}

    Visible inner(List<Relation> own) {
        return new Visible(own, Optional.of(this));
    }

    Visible with(Relation more) {
        List<Relation> all = new ArrayList<>(relations);
        all.add(more);
        return new Visible(all, outer);
    }

    /** Columns of this level. */
    List<Ref> own(Predicate<Column> wanted) {
        List<Ref> found = new ArrayList<>();
        for (Relation relation : relations) {
            for (Column column : relation.columns()) {
                if (wanted.test(column)) {
                    found.add(new Ref(relation, column));
                }
            }
        }
        return found;
    }

    /** Columns of this level and of those around it that are not hidden by an alias of a nearer one. */
    List<Ref> all(Predicate<Column> wanted) {
        List<Ref> found = own(wanted);
        List<Relation> nearer = new ArrayList<>(relations);
        for (Optional<Visible> level = outer; level.isPresent(); level = level.get().outer) {
            for (Ref ref : level.get().own(wanted)) {
                boolean hidden = nearer.stream()
                        .anyMatch(one ->
                                one.alias().equalsIgnoreCase(ref.relation().alias()));
                if (!hidden) {
                    found.add(ref);
                }
            }
            nearer.addAll(level.get().relations);
        }
        return found;
    }

    /**
     * Whether the name alone means one column. What columns plain tables have is not known to ours, so that none may be nearer.
     */
    private boolean isUnique(Ref ref) {
        Column column = ref.column();
        if (count(column.name()) != 1) {
            return false;
        }
        if (column.role() == Role.PLAIN && isAlias(column.name())) {
            return false; // a plain table's column is not known to be there, and an alias is
        }
        Visible level = this;
        boolean passedPlain = false;
        while (!level.relations.contains(ref.relation())) {
            passedPlain |= level.relations.stream().anyMatch(Relation::isPlain);
            level = level.outer.orElseThrow();
        }
        return !passedPlain || column.role() == Role.PLAIN;
    }

    /** How many columns have that name, those of relations that cannot be named here among them. */
    private long count(String name) {
        return own(column -> column.name().equalsIgnoreCase(name)).size()
                + outer.map(around -> around.count(name)).orElse(0L);
    }

    private boolean isAlias(String name) {
        return relations.stream().anyMatch(relation -> relation.alias().equalsIgnoreCase(name))
                || (outer.isPresent() && outer.get().isAlias(name));
    }

    /** Whether what {@code *} stands for can be told: cells between columns whose number is not known cannot. */
    boolean hasStar() {
        return relations.stream().filter(Relation::isPlain).count() < 2;
    }

    /** A column's name, with or without the relation's. */
    String written(Ref ref, Draw draw) {
        String name = ref.column().written(draw.dialect(), draw.random());
        if (!draw.mustQualify() && isUnique(ref) && draw.one(2)) {
            return name;
        }
        return qualified(ref, name, draw);
    }

    static String qualified(Ref ref, String name, Draw draw) {
        String alias = Column.alias(ref.relation().alias(), draw.dialect(), draw.random());
        if (ref.relation().table() && draw.can(HuntDialect.Feature.SCHEMA_IN_COLUMNS) && draw.one(8)) {
            return "public." + alias + "." + name;
        }
        return alias + (draw.one(12) ? " . " : ".") + name;
    }

    List<Ref> numbers() {
        return all(column -> column.role() == Role.PLAIN && column.type() == HuntType.INTEGER);
    }

    List<Ref> texts() {
        return all(column -> column.role() == Role.PLAIN && column.type() == HuntType.TEXT);
    }

    List<Ref> comparable() {
        return all(column -> column.role().isComparable());
    }
}

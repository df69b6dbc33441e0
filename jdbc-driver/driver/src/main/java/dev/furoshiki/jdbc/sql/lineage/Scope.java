package dev.furoshiki.jdbc.sql.lineage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The relations that names of one level refer to, and the level around it. Immutable.
 *
 * @param merged columns that USING made one of
 * @param labels of the level's own list, where names may mean them
 */
record Scope(List<Source> sources, List<Merged> merged, Optional<Labels> labels, Optional<Scope> outer) {

    /** A column that both sides of a join have: the first stands for both. */
    record Merged(Field field, List<Field> all) {}

    /** A column with the relation that it is of. */
    record Match(Source source, Field field) {}

    static final Scope NONE = new Scope(List.of(), List.of(), Optional.empty(), Optional.empty());

    Scope {
        sources = List.copyOf(sources);
        merged = List.copyOf(merged);
    }

    Scope(List<Source> sources, List<Merged> merged, Scope outer) {
        this(sources, merged, Optional.empty(), Optional.of(outer));
    }

    static Scope of(Source source, Scope outer) {
        return new Scope(List.of(source), List.of(), outer);
    }

    Scope with(List<Source> more) {
        List<Source> all = new ArrayList<>(sources);
        all.addAll(more);
        return new Scope(all, merged, labels, outer);
    }

    Scope with(Labels own) {
        return new Scope(sources, merged, Optional.of(own), outer);
    }

    /** The columns of the level's own list that a name may mean. */
    List<Output> labelled(String name) {
        return labels.map(own -> own.named(name)).orElse(List.of());
    }

    /** The known columns of that name on this level; of those that USING made one, the first. */
    List<Match> named(String name) {
        List<Match> matches = new ArrayList<>();
        for (Source source : sources) {
            for (Field field : source.named(name)) {
                if (isFirst(field)) {
                    matches.add(new Match(source, field));
                }
            }
        }
        return matches;
    }

    @SuppressWarnings("ReferenceEquality") // two columns may be equal records, and are two all the same
    private boolean isFirst(Field field) {
        for (Merged one : merged) {
            for (Field other : one.all()) {
                if (other == field) {
                    return one.field() == field;
                }
            }
        }
        return true;
    }

    /** Whether a name that is not known may be a column of this level. */
    boolean isOpen() {
        return sources.stream().anyMatch(Source::open);
    }

    List<Source> answeringTo(List<String> qualifier) {
        return sources.stream().filter(source -> source.answersTo(qualifier)).toList();
    }
}

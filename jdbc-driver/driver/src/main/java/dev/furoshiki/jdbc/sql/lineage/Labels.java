package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.sql.text.Syntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels of a query's own list, where names may mean them: those that have been read so far. For one query. */
final class Labels {

    private final Syntax syntax;
    private final Map<String, List<Output>> outputs = new HashMap<>();

    Labels(Syntax syntax) {
        this.syntax = syntax;
    }

    void add(Output output) {
        output.label()
                .ifPresent(label -> outputs.computeIfAbsent(syntax.comparedName(label), added -> new ArrayList<>())
                        .add(output));
    }

    List<Output> named(String name) {
        return outputs.getOrDefault(syntax.comparedName(name), List.of());
    }
}

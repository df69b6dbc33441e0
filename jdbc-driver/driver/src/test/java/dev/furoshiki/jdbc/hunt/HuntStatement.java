package dev.furoshiki.jdbc.hunt;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One statement, and how it is to be run.
 *
 * @param rows the parameters: one row of them, or several for a batch
 * @param ordered whether its rows have one order only
 */
record HuntStatement(String sql, List<List<Parameter>> rows, Mode mode, Kind kind, boolean ordered) {

    private static final Pattern CHOOSES =
            Pattern.compile("\\b(limit|offset|fetch|on \\(|on\\()", Pattern.CASE_INSENSITIVE);

    private static final Pattern READS =
            Pattern.compile("\\s*select\\b(?!.*(\\binto\\b|;)).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    HuntStatement {
        rows = List.copyOf(rows);
    }

    /** Through which calls. */
    enum Mode {
        /** {@code Statement.execute}. */
        TEXT,
        /** {@code Statement.addBatch(text)}. */
        TEXT_BATCH,
        PREPARED,
        /** The same prepared statement once more, with other parameters. */
        AGAIN,
        BATCH,
        /** Asking for generated keys. */
        KEYS,
        KEYS_BY_NAME,
        /** Behind EXPLAIN, whose answer is another for other columns. */
        EXPLAINED
    }

    /** Whether it has to be carried out. */
    enum Kind {
        SUPPORTED,
        /** Has to be refused. */
        FORBIDDEN,
        /** May be refused, but not be misunderstood. */
        WILD,
        /** Several things may be wrong in it, of which ours may find another first. */
        TORN
    }

    /** Whether it is one query and nothing else, so that it should leave all as it was. */
    boolean reads() {
        return READS.matcher(sql).matches();
    }

    /** Whether the server is free to choose which rows it gives. */
    boolean choosesRows() {
        return kind != Kind.SUPPORTED && CHOOSES.matcher(sql).find();
    }

    /** Whether a name that was made for this statement stands in it. */
    boolean labels(String name) {
        return name.matches("n\\d+")
                && Pattern.compile("\\b" + name + "\\b").matcher(sql).find();
    }

    @Override
    public String toString() {
        return kind + " " + mode + " " + sql.replace("\n", "\\n").replace("\r", "\\r") + "   " + rows;
    }
}

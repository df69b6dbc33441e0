package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.sql.plan.ParameterBinding.Plain;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Edits of a statement's text, kept until all are known, and then spliced in: whatever no edit covers stays as it was
 * written. Parameters that no edit binds are plain. For one thread.
 *
 * <p>A piece of the text may also be copied, with the edits in it, or with others in the place of some of them.
 */
public final class TextEdits {

    /**
     * A piece of text instead of the one between two offsets, with what its own parameters carry.
     *
     * @param owner whose edit it is, where a copy may have another in its place
     */
    private record Edit(@Nullable Object owner, int start, int end, String text, List<ParameterBinding> bindings) {}

    /** A part of what is sent. */
    public record Piece(String text, List<ParameterBinding> parameters) {}

    /** The text that is sent, and what its parameters carry. */
    public record Spliced(
            String sql, List<ParameterBinding> parameters, int applicationParameters, List<BoundLiteral> literals) {}

    private final SqlText statement;
    private final Map<Integer, Integer> positions;
    private final Map<BoundLiteral, Integer> literals;
    private final List<Edit> edits = new ArrayList<>();

    public TextEdits(SqlText statement) {
        this(statement, new HashMap<>(), new LinkedHashMap<>());
        for (int i = 0; i < statement.size(); i++) {
            if (statement.is(i, Token.Kind.PARAMETER)) {
                positions.put(i, positions.size() + 1);
            }
        }
    }

    private TextEdits(SqlText statement, Map<Integer, Integer> positions, Map<BoundLiteral, Integer> literals) {
        this.statement = statement;
        this.positions = positions;
        this.literals = literals;
    }

    /** Edits of the same text for a copy of a part of it. */
    public TextEdits forCopy() {
        return new TextEdits(statement, positions, literals);
    }

    /** What a cell or index is cast to, where the server would not know a parameter's type. */
    public String binaryType() {
        return switch (statement.syntax().dialect()) {
            case POSTGRESQL -> "bytea";
            case MYSQL -> "BINARY";
            case H2 -> "BINARY VARYING";
        };
    }

    /** A name as it stands in the statement's text, in quotes. */
    public String quoted(String name) {
        return statement.syntax().quoted(name);
    }

    /** Which of the application's parameters a token is, counted from 1. */
    public int position(int parameterIndex) {
        Integer position = positions.get(parameterIndex);
        if (position == null) {
            throw new IllegalArgumentException("token " + parameterIndex + " is no parameter");
        }
        return position;
    }

    /** The position of a literal that is taken out of the text: such follow the application's parameters. */
    public int literalPosition(BoundLiteral literal) {
        return positions.size() + literals.computeIfAbsent(literal, added -> literals.size() + 1);
    }

    /** Puts another text in the place of tokens. */
    public void replace(
            @Nullable Object owner, int firstIndex, int lastIndex, String text, List<ParameterBinding> bindings) {
        edits.add(new Edit(owner, statement.start(firstIndex), statement.end(lastIndex), text, bindings));
    }

    public void replace(int firstIndex, int lastIndex, String text) {
        replace(null, firstIndex, lastIndex, text, List.of());
    }

    public void insertBefore(int index, String text) {
        edits.add(new Edit(null, statement.start(index), statement.start(index), text, List.of()));
    }

    public void insertAfter(int index, String text, List<ParameterBinding> bindings) {
        edits.add(new Edit(null, statement.end(index), statement.end(index), text, bindings));
    }

    /** Whether there is an edit of those tokens. */
    public boolean touch(int firstIndex, int lastIndex) {
        int start = statement.start(firstIndex);
        int end = statement.end(lastIndex);
        return edits.stream().anyMatch(edit -> edit.start() >= start && edit.end() <= end);
    }

    /**
     * What some tokens become.
     *
     * @param without the owners of edits that the copy does not have
     * @param instead edits that it has in their place
     */
    public Piece copy(int firstIndex, int lastIndex, Set<?> without, TextEdits instead) {
        int start = statement.start(firstIndex);
        int end = statement.end(lastIndex);
        List<Edit> within = new ArrayList<>();
        for (Edit edit : edits) {
            if (edit.owner() == null || !without.contains(edit.owner())) {
                within.add(edit);
            }
        }
        within.addAll(instead.edits);
        // What is inserted before or after it belongs to what is around it.
        within.removeIf(edit -> edit.start() < start
                || edit.end() > end
                || (edit.start() == edit.end() && (edit.start() == start || edit.end() == end)));
        return spliced(within, start, end);
    }

    public Spliced apply() {
        Piece whole = spliced(edits, 0, statement.text().length());
        return new Spliced(whole.text(), whole.parameters(), positions.size(), List.copyOf(literals.keySet()));
    }

    private Piece spliced(List<Edit> unordered, int from, int to) {
        List<Edit> ordered = new ArrayList<>(unordered);
        // At one offset what replaces a token comes before what is inserted after it; the sort keeps the rest in order.
        ordered.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
        StringBuilder sql = new StringBuilder(to - from + 64);
        List<ParameterBinding> bindings = new ArrayList<>();
        int copied = from;
        int token = firstTokenFrom(from);
        for (Edit edit : ordered) {
            if (edit.start() < copied) {
                throw new IllegalStateException("two edits touch offset " + edit.start());
            }
            sql.append(statement.text(), copied, edit.start()).append(edit.text());
            for (; token < statement.size() && statement.start(token) < edit.start(); token++) {
                addPlain(token, bindings);
            }
            for (; token < statement.size() && statement.start(token) < edit.end(); token++) {
                // The edit covers it.
            }
            bindings.addAll(edit.bindings());
            copied = edit.end();
        }
        sql.append(statement.text(), copied, to);
        for (; token < statement.size() && statement.start(token) < to; token++) {
            addPlain(token, bindings);
        }
        return new Piece(sql.toString(), bindings);
    }

    private int firstTokenFrom(int offset) {
        int token = 0;
        while (token < statement.size() && statement.start(token) < offset) {
            token++;
        }
        return token;
    }

    private void addPlain(int token, List<ParameterBinding> bindings) {
        if (statement.is(token, Token.Kind.PARAMETER)) {
            bindings.add(new Plain(position(token)));
        }
    }
}

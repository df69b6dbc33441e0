package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.sql.plan.ParameterBinding.Plain;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Edits of a statement's text, kept until all are known, and then spliced in: whatever no edit covers stays as it was
 * written. Parameters that no edit binds are plain. For one thread.
 */
public final class TextEdits {

    /** A piece of text instead of the one between two offsets, with what its own parameters carry. */
    private record Edit(int start, int end, String text, List<ParameterBinding> bindings) {}

    /** The text that is sent, and what its parameters carry. */
    public record Spliced(String sql, List<ParameterBinding> parameters, int applicationParameters) {}

    private final SqlText statement;
    private final Map<Integer, Integer> positions = new HashMap<>();
    private final List<Edit> edits = new ArrayList<>();

    public TextEdits(SqlText statement) {
        this.statement = statement;
        for (int i = 0; i < statement.size(); i++) {
            if (statement.is(i, Token.Kind.PARAMETER)) {
                positions.put(i, positions.size() + 1);
            }
        }
    }

    /** Which of the application's parameters a token is, counted from 1. */
    public int position(int parameterIndex) {
        Integer position = positions.get(parameterIndex);
        if (position == null) {
            throw new IllegalArgumentException("token " + parameterIndex + " is no parameter");
        }
        return position;
    }

    /** Says what a parameter carries, which stays where it is. */
    public void bind(int parameterIndex, ParameterBinding binding) {
        edits.add(new Edit(statement.start(parameterIndex), statement.end(parameterIndex), "?", List.of(binding)));
    }

    /** Puts another text in the place of tokens. */
    public void replace(int firstIndex, int lastIndex, String text) {
        edits.add(new Edit(statement.start(firstIndex), statement.end(lastIndex), text, List.of()));
    }

    public void insertAfter(int index, String text, List<ParameterBinding> bindings) {
        edits.add(new Edit(statement.end(index), statement.end(index), text, bindings));
    }

    public Spliced apply() {
        List<Edit> ordered = new ArrayList<>(edits);
        // At one offset what replaces a token comes before what is inserted after it; the sort keeps the rest in order.
        ordered.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
        StringBuilder sql = new StringBuilder(statement.text().length() + 64);
        List<ParameterBinding> bindings = new ArrayList<>();
        int copied = 0;
        int token = 0;
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
        sql.append(statement.text(), copied, statement.text().length());
        for (; token < statement.size(); token++) {
            addPlain(token, bindings);
        }
        return new Spliced(sql.toString(), bindings, positions.size());
    }

    private void addPlain(int token, List<ParameterBinding> bindings) {
        if (statement.is(token, Token.Kind.PARAMETER)) {
            bindings.add(new Plain(position(token)));
        }
    }
}

package dev.furoshiki.jdbc.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The text of one statement as it grows, and its parameters in order. For one thread. */
final class TextBuilder {

    private static final String[] BLANKS = {
        " ", " ", " ", " ", " ", " ", "\n", "\t ", "  ", "/* ' ? \" $$ */", " --? ' ;\n", "\r\n", "/* a /* b */ ? */"
    };

    private final Random random;
    private final List<String> tokens = new ArrayList<>();
    private final List<FuzzColumn.Parameter> parameters = new ArrayList<>();

    TextBuilder(Random random) {
        this.random = random;
    }

    /** Adds tokens that are divided by blanks; {@code #} stands for a parameter of the column. */
    TextBuilder add(String text, FuzzColumn... columns) {
        int column = 0;
        for (String token : text.split(" ", -1)) {
            if (token.equals("#")) {
                parameters.add(columns[column++].parameter(random));
                tokens.add("?");
            } else if (!token.isEmpty()) {
                tokens.add(token);
            }
        }
        return this;
    }

    /** Adds one token, blanks in it included. */
    TextBuilder literal(String text) {
        tokens.add(text);
        return this;
    }

    List<FuzzColumn.Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** With one token left out, doubled, or put elsewhere; parameters keep their number or the plain twin fails as well. */
    void mutate() {
        int at = random.nextInt(tokens.size());
        switch (random.nextInt(4)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(random.nextInt(tokens.size()), tokens.get(at));
            case 2 -> tokens.add(random.nextInt(tokens.size()), tokens.remove(at));
            default -> tokens.set(at, tokens.get(random.nextInt(tokens.size())));
        }
    }

    long questionMarks() {
        return tokens.stream().filter("?"::equals).count();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String token : tokens) {
            if (text.length() > 0) {
                text.append(BLANKS[random.nextInt(BLANKS.length)]);
            }
            text.append(token);
        }
        return random.nextInt(6) == 0 ? text + " ;" : text.toString();
    }
}

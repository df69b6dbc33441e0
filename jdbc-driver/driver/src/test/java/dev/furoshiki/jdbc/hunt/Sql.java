package dev.furoshiki.jdbc.hunt;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A text of tokens as it grows. For one thread. */
final class Sql {

    /** A piece of text that is not divided; a parameter where it has a slot. */
    record Token(String text, @Nullable Slot slot) {}

    /**
     * What a parameter takes.
     *
     * @param nullable whether NULL is among it
     * @param firm whether it has to be set in a way that tells its type
     */
    record Slot(HuntType type, String domain, boolean nullable, boolean firm, boolean array) {}

    private static final Pattern TOKEN = Pattern.compile("(?:\"[^\"]*\"|`[^`]*`|'[^']*'|[^ \"'`])+");

    private final List<Token> tokens = new ArrayList<>();

    /** Adds tokens that are divided by blanks; those within quotes divide none. */
    Sql add(String text) {
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            tokens.add(new Token(token.group(), null));
        }
        return this;
    }

    /** Adds one token, blanks in it included. */
    Sql whole(String token) {
        tokens.add(new Token(token, null));
        return this;
    }

    void parameter(Slot slot) {
        tokens.add(new Token("?", slot));
    }

    void addAll(Sql other) {
        tokens.addAll(other.tokens);
    }

    List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        for (Token token : tokens) {
            if (token.slot() != null) {
                slots.add(token.slot());
            }
        }
        return slots;
    }

    /** With one to three tokens left out, doubled, put elsewhere or in another's place. */
    void tear(Random random) {
        for (int i = random.nextInt(3); i >= 0 && tokens.size() > 2; i--) {
            int at = random.nextInt(tokens.size());
            int other = random.nextInt(tokens.size() - 1);
            switch (random.nextInt(4)) {
                case 0 -> tokens.remove(at);
                case 1 -> tokens.add(other, tokens.get(at));
                case 2 -> tokens.add(other, tokens.remove(at));
                default -> tokens.set(at, tokens.get(other));
            }
        }
    }

    /** The tokens with one blank between each two. */
    String plain() {
        return String.join(" ", tokens.stream().map(Token::text).toList());
    }

    /** The tokens with blanks and comments between them. */
    String written(List<String> blanks, Random random) {
        StringBuilder text = new StringBuilder();
        for (Token token : tokens) {
            if (text.length() > 0) {
                text.append(random.nextInt(5) > 0 ? " " : blanks.get(random.nextInt(blanks.size())));
            }
            text.append(token.text());
        }
        return text.toString();
    }
}

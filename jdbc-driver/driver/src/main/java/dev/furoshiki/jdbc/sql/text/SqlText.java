package dev.furoshiki.jdbc.sql.text;

import java.nio.charset.StandardCharsets;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One statement: a text and its tokens. Offsets are those of the whole text, indexes those of the statement's tokens.
 * Immutable.
 *
 * @param text the whole text that the application gave, of which the statement may be a part
 */
public record SqlText(String text, List<Token> tokens) {

    /** PostgreSQL cuts names off after so many bytes. */
    private static final int MAX_NAME_BYTES = 63;

    public SqlText {
        tokens = List.copyOf(tokens);
    }

    /** The statements of a text, divided where semicolons stand outside of parentheses; empty ones are left out. */
    public static List<SqlText> statements(String text) throws SQLSyntaxErrorException {
        List<SqlText> statements = new ArrayList<>();
        List<Token> current = new ArrayList<>();
        int depth = 0;
        for (Token token : PostgresLexer.tokens(text)) {
            char first = text.charAt(token.start());
            boolean symbol = token.kind() == Token.Kind.SYMBOL;
            depth += symbol && first == '(' ? 1 : symbol && first == ')' ? -1 : 0;
            if (symbol && first == ';' && depth <= 0) {
                addUnlessEmpty(statements, text, current);
                current = new ArrayList<>();
            } else {
                current.add(token);
            }
        }
        addUnlessEmpty(statements, text, current);
        return statements;
    }

    private static void addUnlessEmpty(List<SqlText> statements, String text, List<Token> tokens) {
        if (!tokens.isEmpty()) {
            statements.add(new SqlText(text, tokens));
        }
    }

    public int size() {
        return tokens.size();
    }

    /** The token as it was written; empty before the first and after the last. */
    public String written(int index) {
        if (index < 0 || index >= tokens.size()) {
            return "";
        }
        Token token = tokens.get(index);
        return text.substring(token.start(), token.end());
    }

    public boolean is(int index, Token.Kind kind) {
        return index >= 0 && index < tokens.size() && tokens.get(index).kind() == kind;
    }

    /** Whether it is that unquoted word, in whatever case. */
    public boolean isWord(int index, String word) {
        return word(index).equals(word);
    }

    public boolean isAnyWord(int index, String... words) {
        return Arrays.stream(words).anyMatch(word -> isWord(index, word));
    }

    /** Whether those unquoted words follow each other from there on. */
    public boolean areWords(int index, String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!isWord(index + i, words[i])) {
                return false;
            }
        }
        return true;
    }

    public boolean isSymbol(int index, String symbol) {
        return is(index, Token.Kind.SYMBOL) && written(index).equals(symbol);
    }

    public boolean isAnySymbol(int index, String... symbols) {
        return Arrays.stream(symbols).anyMatch(symbol -> isSymbol(index, symbol));
    }

    /** An unquoted word in upper case; empty for anything else. */
    public String word(int index) {
        return is(index, Token.Kind.WORD) ? shifted(written(index), 'a', 'z', 'A' - 'a') : "";
    }

    /** Whether it is a name or a keyword, by its spelling. */
    public boolean isName(int index) {
        return is(index, Token.Kind.WORD) || is(index, Token.Kind.QUOTED_NAME);
    }

    /** A name as the server stores it: unquoted ones in lower case (ASCII only), and never more than 63 bytes. */
    public String name(int index) {
        String written = written(index);
        String name = is(index, Token.Kind.QUOTED_NAME)
                ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
                : shifted(written, 'A', 'Z', 'a' - 'A');
        return cut(name);
    }

    /** Only ASCII letters change case, as on the server: Java would fold a dotless i to an I as well. */
    private static String shifted(String name, char first, char last, int by) {
        StringBuilder shifted = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            shifted.append(c >= first && c <= last ? (char) (c + by) : c);
        }
        return shifted.toString();
    }

    private static String cut(String name) {
        if (name.length() <= MAX_NAME_BYTES / 4) {
            return name;
        }
        int bytes = 0;
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            String character = name.substring(i, i + Character.charCount(name.codePointAt(i)));
            bytes += character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_NAME_BYTES) {
                return name.substring(0, i);
            }
        }
        return name;
    }

    public int start(int index) {
        return tokens.get(index).start();
    }

    public int end(int index) {
        return tokens.get(index).end();
    }

    /**
     * The index of the token that starts there.
     *
     * @return -1 where none does
     */
    public int indexAt(int offset) {
        int low = 0;
        int high = tokens.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int start = tokens.get(middle).start();
            if (start == offset) {
                return middle;
            }
            if (start < offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The index of the parenthesis that opens what the one there closes; -1 where none does. */
    public int opening(int closing) {
        int depth = 0;
        for (int i = closing; i >= 0; i--) {
            if (isAnySymbol(i, ")", "]")) {
                depth++;
            } else if (isAnySymbol(i, "(", "[") && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The index of the parenthesis that closes the one there; the number of tokens where none does. */
    public int closing(int opening) {
        int depth = 0;
        for (int i = opening; i < tokens.size(); i++) {
            if (isAnySymbol(i, "(", "[")) {
                depth++;
            } else if (isAnySymbol(i, ")", "]") && --depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }
}

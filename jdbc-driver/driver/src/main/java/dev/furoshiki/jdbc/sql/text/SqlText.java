package dev.furoshiki.jdbc.sql.text;

import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One statement: a text, its tokens, and the syntax by which it was divided. Offsets are those of the whole text, indexes those of the statement's tokens.
 * Immutable.
 *
 * @param text the whole text that the application gave, of which the statement may be a part
 */
public record SqlText(String text, List<Token> tokens, Syntax syntax) {

    public SqlText {
        tokens = List.copyOf(tokens);
    }

    /** The statements of a text, divided where semicolons stand outside of parentheses; empty ones are left out. */
    public static List<SqlText> statements(String text, Syntax syntax) throws SQLSyntaxErrorException {
        List<SqlText> statements = new ArrayList<>();
        List<Token> current = new ArrayList<>();
        int depth = 0;
        for (Token token : syntax.tokens(text)) {
            char first = text.charAt(token.start());
            boolean symbol = token.kind() == Token.Kind.SYMBOL;
            depth += symbol && first == '(' ? 1 : symbol && first == ')' ? -1 : 0;
            if (symbol && first == ';' && depth <= 0) {
                addUnlessEmpty(statements, text, current, syntax);
                current = new ArrayList<>();
            } else {
                current.add(token);
            }
        }
        addUnlessEmpty(statements, text, current, syntax);
        return statements;
    }

    private static void addUnlessEmpty(List<SqlText> statements, String text, List<Token> tokens, Syntax syntax) {
        if (!tokens.isEmpty()) {
            statements.add(new SqlText(text, tokens, syntax));
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
        return is(index, Token.Kind.WORD) ? AsciiCase.upper(written(index)) : "";
    }

    /** Whether it is a name or a keyword, by its spelling. */
    public boolean isName(int index) {
        return is(index, Token.Kind.WORD) || is(index, Token.Kind.QUOTED_NAME);
    }

    /** A name as the server stores it. */
    public String name(int index) {
        Token.Kind kind = is(index, Token.Kind.QUOTED_NAME) ? Token.Kind.QUOTED_NAME : Token.Kind.WORD;
        return syntax.storedName(kind, written(index));
    }

    /** A name in the form in which names are compared. */
    public String comparedName(int index) {
        return syntax.comparedName(name(index));
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

package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.text.MySqlStrings;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names of columns and tables, labels and aliases. For one statement. */
final class NameReader {

    private final Readers in;

    NameReader(Readers in) {
        this.in = in;
    }

    /** Whether a name of a column or a table may start so many tokens ahead. */
    boolean isColumn(int ahead) {
        Cursor cursor = in.cursor;
        if (cursor.is(ahead, Token.Kind.ESCAPED_NAME)) {
            return true; // which is refused as such
        }
        return cursor.isName(ahead) && !in.grammar.words().noColumns().contains(cursor.word(ahead));
    }

    /** A name without qualifiers. */
    Name simple() throws SQLSyntaxErrorException {
        if (!isColumn(0)) {
            throw in.cursor.unreadable();
        }
        return label();
    }

    /** A name with its qualifiers. */
    Name qualified() throws SQLSyntaxErrorException {
        if (!isColumn(0)) {
            throw in.cursor.unreadable();
        }
        int first = in.cursor.at();
        List<String> parts = new ArrayList<>();
        parts.add(part());
        while (in.cursor.isSymbol(".") && in.cursor.isName(1)) {
            in.cursor.take(Role.LEAF);
            parts.add(part());
        }
        return new Name(in.cursor.from(first), parts);
    }

    /** What may be any word, since it stands where no keyword does: behind AS. */
    Name label() throws SQLSyntaxErrorException {
        int first = in.cursor.at();
        List<String> parts = List.of(part());
        return new Name(in.cursor.from(first), parts);
    }

    /** Passes one part of a leaf that is a name. */
    String part() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        SqlText statement = cursor.statement();
        if (cursor.is(Token.Kind.ESCAPED_NAME)) {
            throw SyntaxErrors.at(
                    statement.start(cursor.at()),
                    "a name with Unicode escapes cannot be analysed here; write the characters themselves");
        }
        String part;
        if (cursor.isName(0)) {
            part = statement.name(cursor.at());
        } else if (statement.syntax() instanceof MySqlSyntax mySql && cursor.is(Token.Kind.STRING)) {
            part = MySqlStrings.text(statement.written(cursor.at()), mySql);
        } else {
            throw cursor.unreadable();
        }
        cursor.take(Role.LEAF);
        return part;
    }

    /** The label of a result column. */
    Optional<Name> columnLabel() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        if (cursor.acceptWord("AS")) {
            return Optional.of(resultLabel());
        }
        boolean quoted = cursor.is(Token.Kind.QUOTED_NAME)
                || cursor.is(Token.Kind.ESCAPED_NAME)
                || (in.grammar.isMySql() && cursor.is(Token.Kind.STRING));
        boolean word =
                cursor.is(Token.Kind.WORD) && !in.grammar.words().noLabels().contains(cursor.word());
        return quoted || word ? Optional.of(resultLabel()) : Optional.empty();
    }

    /** MariaDB and MySQL leave out the blanks that a column's label begins with. */
    private Name resultLabel() throws SQLSyntaxErrorException {
        Name label = label();
        if (!in.grammar.isMySql()) {
            return label;
        }
        String simple = label.simple();
        int first = 0;
        while (first < simple.length() && isBlank(simple.charAt(first))) {
            first++;
        }
        return new Name(label.span(), List.of(simple.substring(first)));
    }

    /** What C's {@code isgraph} says of ASCII. */
    private static boolean isBlank(char c) {
        return c <= ' ' || c == '\u007f';
    }

    /** The alias of a table. */
    Optional<Name> alias() throws SQLSyntaxErrorException {
        if (in.cursor.acceptWord("AS")) {
            return Optional.of(in.grammar.isMySql() ? label() : simple());
        }
        return isColumn(0) ? Optional.of(simple()) : Optional.empty();
    }

    /** {@code (a, b)}. */
    List<Name> parenthesized() throws SQLSyntaxErrorException {
        List<Name> names = new ArrayList<>();
        in.cursor.expectSymbol("(");
        do {
            names.add(simple());
        } while (in.cursor.acceptSymbol(","));
        in.cursor.expectSymbol(")");
        return names;
    }

    List<Name> parenthesizedIfAny() throws SQLSyntaxErrorException {
        return in.cursor.isSymbol("(") ? parenthesized() : List.of();
    }

    List<Name> qualifiedList() throws SQLSyntaxErrorException {
        List<Name> names = new ArrayList<>();
        do {
            names.add(qualified());
        } while (in.cursor.acceptSymbol(","));
        return names;
    }

    /** Passes a name, with qualifiers or without, of what is neither a table nor a column. */
    void other() throws SQLSyntaxErrorException {
        otherPart();
        while (in.cursor.isSymbol(".") && in.cursor.isName(1)) {
            in.cursor.take(Role.OTHER);
            otherPart();
        }
    }

    private void otherPart() throws SQLSyntaxErrorException {
        if (!in.cursor.isName(0)) {
            throw in.cursor.unreadable();
        }
        in.cursor.take(Role.OTHER);
    }

    /** Passes {@code (a, b)}, of indexes and the like. */
    void others() throws SQLSyntaxErrorException {
        in.cursor.expectSymbol("(");
        if (!in.cursor.isSymbol(")")) {
            do {
                other();
            } while (in.cursor.acceptSymbol(","));
        }
        in.cursor.expectSymbol(")");
    }
}

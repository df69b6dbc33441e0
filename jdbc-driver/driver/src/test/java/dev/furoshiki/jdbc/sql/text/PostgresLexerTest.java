package dev.furoshiki.jdbc.sql.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.sql.text.Token.Kind;
import java.sql.SQLSyntaxErrorException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tokens begin and end. What the server makes of the same texts is {@link LexerTwinTest}'s. */
class PostgresLexerTest {

    private static List<String> written(String text) throws SQLSyntaxErrorException {
        return PostgresLexer.tokens(text).stream()
                .map(token -> text.substring(token.start(), token.end()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "a=-1 => a = - 1",
                "a<>-1 => a <> - 1",
                "a@-1 => a @- 1",
                "a=?and b>=?::int => a = ? and b >= ? :: int",
                "j??'k'??|x => j ?? 'k' ??| x",
                "a--?\u0085? => a",
                "a/*/**/?*/b => a b",
                "a+/*x*/b => a + b",
                "$1+$a$?$b$ $a$ => $1 + $a$?$b$ $a$",
                "a$b$c => a$b$c",
                "E'\\''||e'\\\\' => E'\\'' || e'\\\\'",
                "'\\'||'' => '\\' || ''",
                "N'a'x'1f'B'0'u&'!0061' => N'a' x'1f' B'0' u&'!0061'",
                "u&\"d\"u&d => u&\"d\" u & d",
                "\"a\"\"b\".c => \"a\"\"b\" . c",
                "1.5e-3+.5-1.-2e5 => 1.5e-3 + .5 - 1. - 2e5",
                "a[1:2] => a [ 1 : 2 ]",
                "x:=1;y => x := 1 ; y",
                "\u00e9t\u00e9=\ud83d\ude00 => \u00e9t\u00e9 = \ud83d\ude00",
            })
    void dividesAsTheServerDoes(String text, String expected) throws Exception {
        assertThat(String.join(" ", written(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a", "E'a\\'", "\"a", "/* /* */", "$a$ $b$", "$$", "u&'", "1a", "0x", "1e5x"})
    void whatHasNoEndIsRefused(String text) {
        assertThatThrownBy(() -> PostgresLexer.tokens(text))
                .isInstanceOfSatisfying(
                        SQLSyntaxErrorException.class,
                        error -> assertThat(error.getSQLState()).isEqualTo("42601"));
    }

    @Test
    void namesAreFoldedAndCutAsTheServerDoes() throws Exception {
        String longName = "\u00c4Z".repeat(40);
        SqlText text = SqlText.statements(
                        "PerSON \"PerSON\" \u00c4RZTE l\u0131m\u0131t " + longName, new PostgresSyntax())
                .get(0);
        assertThat(text.name(0)).isEqualTo("person");
        assertThat(text.name(1)).isEqualTo("PerSON");
        assertThat(text.name(2)).isEqualTo("\u00c4rzte");
        assertThat(text.isWord(3, "LIMIT")).isFalse();
        assertThat(text.name(4)).isEqualTo("\u00c4z".repeat(21)); // 63 bytes
    }

    @Property
    void tokensSurviveWhateverStandsBetweenThem(@ForAll("sequences") List<Piece> pieces, @ForAll("blanks") String blank)
            throws Exception {
        StringBuilder text = new StringBuilder(blank);
        pieces.forEach(piece -> text.append(piece.text()).append(blank));
        List<Token> tokens = PostgresLexer.tokens(text.toString());
        assertThat(tokens.stream().map(Token::kind).toList())
                .isEqualTo(pieces.stream().map(Piece::kind).toList());
        assertThat(written(text.toString()))
                .isEqualTo(pieces.stream().map(Piece::text).toList());
    }

    record Piece(Kind kind, String text) {}

    private static Arbitrary<Piece> pieces(Kind kind, Arbitrary<String> text) {
        return text.map(one -> new Piece(kind, one));
    }

    private static Arbitrary<String> anything() {
        return Arbitraries.strings().withChars("'\"\\$a?;/*-+ \n\u00e9").ofMaxLength(12);
    }

    @Provide
    Arbitrary<List<Piece>> sequences() {
        Arbitrary<Piece> piece = Arbitraries.oneOf(
                pieces(Kind.WORD, Arbitraries.of("a", "SELECT", "_x$1", "\u00e9", "e", "n", "u")),
                pieces(Kind.NUMBER, Arbitraries.of("0", "1.5", ".5", "1e-5", "0xFF", "1_000")),
                pieces(Kind.PARAMETER, Arbitraries.just("?")),
                pieces(Kind.POSITIONAL_PARAMETER, Arbitraries.of("$1", "$27")),
                pieces(Kind.SYMBOL, Arbitraries.of("(", ")", ",", ";", "::", "=", "<>", "||", "??", "-", "@>", "*")),
                pieces(Kind.STRING, anything().map(content -> "'" + content.replace("'", "''") + "'")),
                pieces(
                        Kind.STRING,
                        anything()
                                .map(content ->
                                        "E'" + content.replace("\\", "\\\\").replace("'", "\\'") + "'")),
                pieces(Kind.STRING, anything().map(content -> "$q1$" + content + "$q1$")),
                pieces(Kind.QUOTED_NAME, anything().map(content -> "\"" + content.replace("\"", "\"\"") + "\"")));
        return piece.list().ofMaxSize(20);
    }

    @Provide
    Arbitrary<String> blanks() {
        return Arbitraries.of(" ", "\n", "\t \r\n", " --it's ?\n", "/* ? ' /* \" */ $$ */", "\f/**/\n");
    }
}

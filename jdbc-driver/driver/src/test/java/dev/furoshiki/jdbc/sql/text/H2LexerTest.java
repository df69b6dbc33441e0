package dev.furoshiki.jdbc.sql.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLSyntaxErrorException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tokens begin and end. What the server makes of the same texts is the twin test's. */
class H2LexerTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "a=-1 => a = - 1",
                "a--1 => a",
                "a//?'\u00b6b => a b",
                "a/1/**/2 => a / 1 2",
                "a/*/* ' */?*/b => a b",
                "a<>b!=c<=d>=e||f => a <> b != c <= d >= e || f",
                "a::int[1]:=b => a :: int [ 1 ] := b",
                "a&&b!~c~d => a && b !~ c ~ d",
                "?+?1+$2+$ => ? + ?1 + $2 + $",
                "a??(1??)? => a ??( 1 ??) ?",
                "'a\\'||'b'' c' => 'a\\' || 'b'' c'",
                "$$a'$$$$b$$ => $$a'$$ $$b$$",
                "a$$b$ => a$$b$",
                "N'a'x'1f'u&'!0061'U&\"b\"u => N'a' x'1f' u&'!0061' U&\"b\" u",
                "\"a\"\"b\".`c``d` => \"a\"\"b\" . `c``d`",
                "1.5e-3+.5-1.*2L+0xfL+1_000 => 1.5e-3 + .5 - 1. * 2L + 0xfL + 1_000",
                "1K+1.5x+1e5L => 1 K + 1.5 x + 1e5 L",
                "\u00e9t\u00e9\u00a0= 1 => \u00e9t\u00e9 = 1",
                "@a=1;{fn b()} => @ a = 1 ; { fn b ( ) }",
            })
    void dividesAsTheServerDoes(String written, String expected) throws Exception {
        String text = written.replace('\u00b6', '\n');
        assertThat(String.join(
                        " ",
                        H2Lexer.tokens(text).stream()
                                .map(token -> text.substring(token.start(), token.end()))
                                .toList()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'a",
                "\"a",
                "`a",
                "/* /* */",
                "$$a$",
                "u&'",
                "1ea",
                "a#b",
                "a|b",
                "a&b",
                "a!b",
                "a\\b",
                "\"a{\"",
                "`}`",
                "{ojperson left join a}",
                "{ FnAbs(1)}",
                "{paramsx}",
                "u&\"{\""
            })
    void whatHasNoEndOrIsNoneOfSqlIsRefused(String text) {
        assertThatThrownBy(() -> H2Lexer.tokens(text))
                .isInstanceOfSatisfying(
                        SQLSyntaxErrorException.class,
                        error -> assertThat(error.getSQLState()).isEqualTo("42601"));
    }

    @Test
    void settingsSayHowNamesAreFolded() throws Exception {
        String text = "PerSON \"PerSON\" `PerSON`";
        H2Syntax lower = H2Syntax.of(Map.of("DATABASE_TO_UPPER", "FALSE", "DATABASE_TO_LOWER", "TRUE"))
                .orElseThrow();
        H2Syntax any = H2Syntax.of(Map.of(
                        "DATABASE_TO_UPPER",
                        "false",
                        "CASE_INSENSITIVE_IDENTIFIERS",
                        "true",
                        "NON_KEYWORDS",
                        "value,USER"))
                .orElseThrow();
        assertThat(names(text, H2Syntax.DEFAULT)).isEqualTo("PERSON PerSON PERSON");
        assertThat(names(text, lower)).isEqualTo("person PerSON person");
        assertThat(names(text, any)).isEqualTo("PerSON PerSON PerSON");
        assertThat(any.comparedName("PerSON")).isEqualTo(any.comparedName("PERson"));
        assertThat(any.comparedName("stra\u00dfe")).isEqualTo(any.comparedName("STRASSE"));
        assertThat(lower.comparedName("PerSON")).isEqualTo("PerSON");
        assertThat(any.nonKeywords()).isEqualTo(Set.of("VALUE", "USER"));
    }

    private static String names(String text, Syntax syntax) throws Exception {
        SqlText statement = SqlText.statements(text, syntax).get(0);
        return statement.name(0) + " " + statement.name(1) + " " + statement.name(2);
    }

    @Test
    void modesThatDivideInAnotherWayGiveNoSyntax() {
        assertThat(H2Syntax.of(Map.of("MODE", "MySQL"))).isPresent();
        assertThat(H2Syntax.of(Map.of("MODE", "Oracle"))).isEmpty();
        assertThat(H2Syntax.of(Map.of("MODE", "MSSQLServer"))).isEmpty();
    }
}

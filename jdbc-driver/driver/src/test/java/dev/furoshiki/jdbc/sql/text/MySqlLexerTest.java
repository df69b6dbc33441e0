package dev.furoshiki.jdbc.sql.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLSyntaxErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tokens begin and end. What the server makes of the same texts is the twin test's. */
class MySqlLexerTest {

    private static final MySqlSyntax ANSI = new MySqlSyntax(true, false, false, false, false);
    private static final MySqlSyntax BACKSLASHES = new MySqlSyntax(false, true, false, false, false);

    private static String divided(String text, MySqlSyntax syntax) throws SQLSyntaxErrorException {
        return String.join(
                " ",
                MySqlLexer.tokens(text, syntax).stream()
                        .map(token -> text.substring(token.start(), token.end()))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "a=-1 => a = - 1",
                "a- -1 => a - - 1",
                "a--\t1 => a",
                "a--\u00011 => a",
                "a-- => a",
                "a#--'\u00b6b => a b",
                "a/**/b/* /*'*/c => a b c",
                "a/*+ no_index(t) */b => a b",
                "a*/*x*/ *b => a * * b",
                "a<=>b<=c<>d!=e<<1 => a <=> b <= c <> d != e << 1",
                "a&&b||!c&d => a && b || ! c & d",
                "@a:=@@b+@'c d'+@`e` => @a := @@b + @'c d' + @`e`",
                "@@session.sql_mode => @@session . sql_mode",
                "'a'@'%',a@localhost => 'a' @'%' , a @localhost",
                "j->'$.a'->>\"b\" => j -> '$.a' ->> \"b\"",
                "'a\\'b''c'\"d\\\"e\"\"f\" => 'a\\'b''c' \"d\\\"e\"\"f\"",
                "`a``b`.`c\\`.d => `a``b` . `c\\` . d",
                "N'a\\''x'1f'B'01'_utf8mb4'b' => N'a\\'' x'1f' B'01' _utf8mb4 'b'",
                "1e5+1.5e-3+.5-1.e2*1e => 1e5 + 1.5e-3 + .5 - 1.e2 * 1e",
                "1a+0x1F+0xG+0X1+0b1+0b2 => 1a + 0x1F + 0xG + 0X1 + 0b1 + 0b2",
                "a.1e5+a .5+t.x'1'+t.1.2 => a . 1e5 + a .5 + t . x '1' + t . 1 . 2",
                "1.5e3e+1..2 => 1.5e3 e + 1 .. 2",
                "\u00e9t\u00e9$_1=? => \u00e9t\u00e9$_1 = ?",
                "{d '2020-01-01'} => { d '2020-01-01' }",
            })
    void dividesAsTheServerDoes(String text, String expected) throws Exception {
        assertThat(divided(text.replace('\u00b6', '\n'), MySqlSyntax.DEFAULT)).isEqualTo(expected);
    }

    @Test
    void settingsSayWhatQuotesAndBackslashesAre() throws Exception {
        assertThat(divided("\"a\"\"b\"'\\\"'", ANSI)).isEqualTo("\"a\"\"b\" '\\\"'");
        assertThat(divided("'a\\'b", BACKSLASHES)).isEqualTo("'a\\' b");
        assertThat(divided("@\"a\"\"b\"c", ANSI)).isEqualTo("@\"a\"\"b\" c");
        assertThat(MySqlLexer.tokens("\"a\"", ANSI).get(0).kind()).isEqualTo(Token.Kind.QUOTED_NAME);
        assertThat(MySqlLexer.tokens("\"a\"", BACKSLASHES).get(0).kind()).isEqualTo(Token.Kind.STRING);
    }

    @Test
    void namesBehindADotAreNoConstants() throws Exception {
        assertThat(MySqlLexer.tokens("a.5", MySqlSyntax.DEFAULT).get(2).kind()).isEqualTo(Token.Kind.WORD);
        assertThat(MySqlLexer.tokens("1e", MySqlSyntax.DEFAULT).get(0).kind()).isEqualTo(Token.Kind.WORD);
        assertThat(MySqlLexer.tokens("1e5", MySqlSyntax.DEFAULT).get(0).kind()).isEqualTo(Token.Kind.NUMBER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'a",
                "'a\\'",
                "\"a\\\"",
                "`a",
                "/* ",
                "/*/",
                "/*! select */",
                "/*!50000 select */",
                "/*M! select */",
                "/*M!100100 select */",
                "/*+ qb_name(`a*/`) */",
                "x'1",
                "x'1g'",
                "b'2'",
                "1.5e",
                ".5e+",
                "@",
                "@ a",
                "@@'a'",
                "\\N",
                "a\0b",
                "-- a\0b",
                "a\ud83d\ude00",
                "`\ud83d\ude00`",
                "@\ud83d",
            })
    void whatHasNoEndOrMayBeReadInAnotherWayIsRefused(String text) {
        assertThatThrownBy(() -> MySqlLexer.tokens(text, MySqlSyntax.DEFAULT))
                .isInstanceOfSatisfying(
                        SQLSyntaxErrorException.class,
                        error -> assertThat(error.getSQLState()).isEqualTo("42601"));
    }

    /** What MariaDB's driver for Java divides in another way than its server. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1--?",
                "5--'a\n?'",
                "/*/ ? */",
                "1/**/*?",
                "?'b'",
                "'a'?",
                "x?",
                "?1",
                "??",
                "a.?",
                "@?",
                "?\"a\"",
                "`a`?",
            })
    void whatDriversDivideInAnotherWayIsRefused(String text) {
        assertThatThrownBy(() -> MySqlLexer.tokens(text, MySqlSyntax.DEFAULT))
                .isInstanceOf(SQLSyntaxErrorException.class);
    }

    @Test
    void backslashesThatDriversTakeForEscapesAreRefused() {
        assertThatThrownBy(() -> MySqlLexer.tokens("\"a\\\"", ANSI)).isInstanceOf(SQLSyntaxErrorException.class);
        assertThatThrownBy(() -> MySqlLexer.tokens("@\"a\\\"", ANSI)).isInstanceOf(SQLSyntaxErrorException.class);
        assertThatThrownBy(() -> MySqlLexer.tokens("'a\\' {d '2020-01-01'}", BACKSLASHES))
                .isInstanceOf(SQLSyntaxErrorException.class);
    }

    @Test
    void settingsThatAreNotKnownGiveNoSyntax() {
        assertThat(MySqlSyntax.of("STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION", "utf8mb4"))
                .contains(MySqlSyntax.DEFAULT);
        assertThat(MySqlSyntax.of("", "utf8mb3")).contains(MySqlSyntax.DEFAULT);
        assertThat(MySqlSyntax.of("REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ANSI", "utf8mb4"))
                .contains(new MySqlSyntax(true, false, true, false, true));
        assertThat(MySqlSyntax.of("NO_BACKSLASH_ESCAPES,HIGH_NOT_PRECEDENCE", "utf8mb4"))
                .contains(new MySqlSyntax(false, true, false, true, false));
        assertThat(MySqlSyntax.of("ORACLE", "utf8mb4")).isEmpty();
        assertThat(MySqlSyntax.of("MSSQL", "utf8mb4")).isEmpty();
        assertThat(MySqlSyntax.of("", "gbk")).isEmpty();
        assertThat(MySqlSyntax.of("", "latin1")).isEmpty();
    }

    @Test
    void namesAreKnownInAnyCase() throws Exception {
        SqlText text = SqlText.statements("`PerSON` \u00c9T\u00c9 perSon", MySqlSyntax.DEFAULT)
                .get(0);
        assertThat(text.name(0)).isEqualTo("PerSON");
        assertThat(text.comparedName(0)).isEqualTo(text.comparedName(2));
        assertThat(text.comparedName(1)).isEqualTo("\u00e9t\u00e9");
    }
}

package dev.furoshiki.jdbc.sql.text;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.Twin.Constant;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalMariaDb;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A real MariaDB's word on where constants, names, comments and parameters begin and end, under each of its settings. */
class MySqlLexerTwinTest {

    private static final Map<MySqlSyntax, Connection> SERVERS = new HashMap<>();

    @BeforeContainer
    static void connect() throws SQLException {
        LocalDatabase database = LocalMariaDb.newDatabase();
        for (String mode : List.of("", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES")) {
            Connection server = DriverManager.getConnection(
                    database.jdbcUrl() + "&useServerPrepStmts=true", database.user(), database.password());
            try (Statement statement = server.createStatement()) {
                statement.execute("SET sql_mode = '" + mode + "'");
                statement.execute("CREATE OR REPLACE TEMPORARY TABLE t (a text, `1e` text, `x?` text, \u00e9 text)");
            }
            SERVERS.put(MySqlSyntax.of(mode, "utf8mb4").orElseThrow(), server);
        }
    }

    @AfterContainer
    static void close() throws SQLException {
        for (Connection server : SERVERS.values()) {
            server.close();
        }
        SERVERS.clear();
    }

    @Property(tries = 400)
    void theServerSeesAsManyConstantsWithTheSameEnds(
            @ForAll("syntaxes") MySqlSyntax syntax,
            @ForAll("contents") List<String> contents,
            @ForAll("forms") List<Integer> forms,
            @ForAll("comments") String comment)
            throws SQLException {
        List<Constant> constants = contents.stream()
                .map(content -> constant(content, forms.get(contents.indexOf(content) % forms.size()), syntax))
                .toList();
        String sql = constants.stream()
                .map(one -> one.written() + comment + " AS `x" + comment.strip().replace("`", "``") + "`" + comment)
                .collect(Collectors.joining(",", "SELECT ", ""));
        assertThat(Twin.row(requireNonNull(SERVERS.get(syntax)), sql))
                .isEqualTo(constants.stream().map(Constant::value).toList());
        assertThat(Twin.strings(syntax, sql))
                .isEqualTo(constants.stream().map(Constant::written).toList());
    }

    private static Constant constant(String content, int form, MySqlSyntax syntax) {
        String escaped = syntax.noBackslashEscapes() ? content : content.replace("\\", "\\\\");
        String doubled = "'" + escaped.replace("'", "''") + "'";
        String written = switch (form) {
            case 0 -> doubled;
            case 1 -> syntax.noBackslashEscapes() ? doubled : "'" + escaped.replace("'", "\\'") + "'";
            case 2 -> syntax.ansiQuotes() ? doubled : '"' + escaped.replace("\"", "\"\"") + '"';
            case 3 -> (content.length() % 2 == 0 ? "N" : "n") + doubled;
            default -> hex(content);
        };
        return new Constant(written, content);
    }

    private static String hex(String content) {
        StringBuilder hex = new StringBuilder("x'");
        for (byte one : content.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            hex.append(String.format("%02X", one));
        }
        return hex + "'";
    }

    /** Where the server accepts what was thrown together, the lexer sees the same parameters, or refuses. */
    @Property(tries = 6000)
    void theServerSeesAsManyParameters(@ForAll("syntaxes") MySqlSyntax syntax, @ForAll("pieces") List<String> pieces) {
        String sql = "SELECT a" + String.join("", pieces) + " FROM t";
        OptionalInt seen = Twin.parameters(requireNonNull(SERVERS.get(syntax)), sql);
        OptionalInt expected = Twin.parameters(syntax, sql);
        net.jqwik.api.statistics.Statistics.label("text")
                .collect(seen.isEmpty() ? "rejected" : expected.isEmpty() ? "refused here" : "accepted by both");
        if (seen.isPresent() && expected.isPresent()) {
            assertThat(expected).as(sql).isEqualTo(seen);
        }
    }

    @Provide
    Arbitrary<MySqlSyntax> syntaxes() {
        return Arbitraries.of(List.copyOf(SERVERS.keySet()));
    }

    @Provide
    Arbitrary<List<String>> contents() {
        return Arbitraries.strings()
                .withChars("'\"\\$`aNx?;#/*-+ \n\u00e9")
                .ofMaxLength(12)
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<List<Integer>> forms() {
        return Arbitraries.integers().between(0, 4).list().ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> comments() {
        Arbitrary<String> inner =
                Arbitraries.strings().withChars("'\"\\$a?`#;- ").ofMinLength(1).ofMaxLength(8);
        return Arbitraries.oneOf(
                inner.map(text -> " -- " + text + "\n"),
                inner.map(text -> "#" + text + "\n"),
                inner.map(text -> "/* " + text + "/*" + text + "*/"));
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        Arbitrary<String> operators = Arbitraries.of(
                "=",
                "+",
                "-",
                "*",
                "/",
                "||",
                "<=>",
                ">=",
                " - ",
                "--",
                "/**/+",
                "/*/*/+",
                " -- ?\n+",
                "#'\n+",
                "/* '? */-",
                ",",
                ", ",
                " ,\n",
                " and ",
                "/*+ x */=",
                "&&",
                "!=",
                ":=",
                "--\t?\n*");
        Arbitrary<String> operands = Arbitraries.of(
                "?",
                " ? ",
                "'?'",
                "\"?\"",
                "`x?`",
                "'\\'?'",
                "\"\\\"?\"",
                "'\\\\'",
                "'''?'",
                "`a`",
                "a",
                "t.a",
                "t.`x?`",
                "1",
                ".5",
                "1e5",
                "1e",
                "t.1e",
                "@a",
                "@'?'",
                "@`?`",
                "@\"?\"",
                "x'3f'",
                "N'?'",
                "_utf8mb4'?'",
                "_latin1 ?",
                "@@sql_mode",
                "?/* ? */",
                "/* ? */?",
                "(?)",
                "\u00e9",
                "0x3f",
                "0b1",
                "null",
                "'\\'",
                "\"\\\"",
                "'a' '?'",
                "@a:=?",
                "\\N",
                "{d'2020-01-01'}");
        Arbitrary<String> oddities =
                Arbitraries.of("'", "\"", "`", "\\", "*/", "/*", "?", "\n", "\0", ";", "--", "@", ".", "x'");
        Arbitrary<String> pair = Combinators.combine(operators, operands).as((operator, operand) -> operator + operand);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(12, pair), net.jqwik.api.Tuple.of(1, oddities))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }
}

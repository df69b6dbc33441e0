package dev.furoshiki.jdbc.sql.text;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.Twin.Constant;
import dev.furoshiki.testing.servers.LocalH2;
import java.sql.Connection;
import java.sql.ResultSet;
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

/** A real H2's word on where constants, names, comments and parameters begin and end, under each of its settings. */
class H2LexerTwinTest {

    private static final Map<H2Syntax, Connection> SERVERS = new HashMap<>();

    @BeforeContainer
    static void connect() throws SQLException {
        for (String settings : List.of(
                "",
                ";MODE=MySQL;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
                ";MODE=LEGACY;DATABASE_TO_UPPER=FALSE")) {
            Connection server = LocalH2.newDatabase(settings).connect();
            try (Statement statement = server.createStatement()) {
                statement.execute("CREATE TABLE t (a varchar, \u00e9 varchar)");
            }
            SERVERS.put(syntax(server), server);
        }
    }

    private static H2Syntax syntax(Connection server) throws SQLException {
        Map<String, String> settings = new HashMap<>();
        try (Statement statement = server.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT SETTING_NAME, SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS")) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        return H2Syntax.of(settings).orElseThrow();
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
            @ForAll("syntaxes") H2Syntax syntax,
            @ForAll("contents") List<String> contents,
            @ForAll("forms") List<Integer> forms,
            @ForAll("comments") String comment)
            throws SQLException {
        List<Constant> constants = contents.stream()
                .map(content -> constant(content, forms.get(contents.indexOf(content) % forms.size())))
                .toList();
        String sql = constants.stream()
                .map(one -> one.written() + comment + " AS `x" + comment.strip().replace("`", "``") + "`" + comment)
                .collect(Collectors.joining(",", "SELECT ", ""));
        assertThat(Twin.row(requireNonNull(SERVERS.get(syntax)), sql))
                .isEqualTo(constants.stream().map(Constant::value).toList());
        assertThat(Twin.strings(syntax, sql))
                .isEqualTo(constants.stream().map(Constant::written).toList());
    }

    private static Constant constant(String content, int form) {
        String doubled = "'" + content.replace("'", "''") + "'";
        String written = switch (form) {
            case 0 -> doubled;
            case 1 -> "N" + doubled;
            case 2 -> "u&" + doubled.replace("\\", "\\\\");
            default -> content.contains("$") ? doubled : "$$" + content + "$$";
        };
        return new Constant(written, content);
    }

    /** Where the server accepts what was thrown together, the lexer sees the same parameters, or refuses. */
    @Property(tries = 6000)
    void theServerSeesAsManyParameters(@ForAll("syntaxes") H2Syntax syntax, @ForAll("pieces") List<String> pieces) {
        String sql = "SELECT a" + String.join("", pieces) + " FROM t";
        OptionalInt seen = Twin.parameters(requireNonNull(SERVERS.get(syntax)), sql);
        OptionalInt expected = Twin.parameters(syntax, sql);
        net.jqwik.api.statistics.Statistics.label("text")
                .collect(seen.isEmpty() ? "rejected" : expected.isEmpty() ? "refused here" : "accepted by both");
        if (seen.isPresent() && expected.isPresent()) {
            assertThat(expected).as(sql).isEqualTo(seen);
        }
    }

    /** The server's word on how each name is folded. */
    @Property(tries = 200)
    void namesAreStoredAsTheServerDoes(@ForAll("syntaxes") H2Syntax syntax, @ForAll("names") String written)
            throws SQLException {
        Connection server = requireNonNull(SERVERS.get(syntax));
        try (Statement statement = server.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 AS " + written)) {
            SqlText text = SqlText.statements(written, syntax).get(0);
            assertThat(text.size()).isEqualTo(1);
            assertThat(text.name(0)).isEqualTo(rows.getMetaData().getColumnLabel(1));
        }
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> content = Arbitraries.strings()
                .withChars("abIXyz_$1\u00e9\u0130\u0131\u01c5")
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(name -> !Character.isDigit(name.charAt(0)) && name.charAt(0) != '$');
        return Arbitraries.oneOf(
                content, content.map(name -> "\"" + name + "\"\"\""), content.map(name -> "`" + name + "`"));
    }

    @Provide
    Arbitrary<H2Syntax> syntaxes() {
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
        return Arbitraries.integers().between(0, 3).list().ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> comments() {
        Arbitrary<String> inner =
                Arbitraries.strings().withChars("'\"\\$a?`#;- ").ofMinLength(1).ofMaxLength(8);
        return Arbitraries.oneOf(
                inner.map(text -> " --" + text + "\n"),
                inner.map(text -> "//" + text + "\r"),
                inner.map(text -> "/*" + text + "/*" + text + "*/" + text + "*/"));
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
                "<>",
                ">=",
                " - ",
                "--?\n,",
                "/**/+",
                "/*/**/?*/+",
                "//?\r+",
                "/* '? */-",
                ",",
                ", ",
                " ,\n",
                " and ",
                "\u00a0=",
                "!=",
                "\f+",
                " //'\n,");
        Arbitrary<String> operands = Arbitraries.of(
                "?",
                " ? ",
                "'?'",
                "`A`",
                "'\\'",
                "'''?'",
                "\"A\"",
                "a",
                "t.a",
                "1",
                ".5",
                "1e5",
                "1L",
                "0x3fL",
                "1_0",
                "1K",
                "1.5x",
                "1e5?",
                "x'3f'",
                "X'3f' '3f'",
                "N'?'",
                "u&'?'",
                "U&'\\0041'",
                "$$?$$",
                "$$'$$",
                "$?",
                "@a",
                "?/* ? */",
                "/* ? */?",
                "(?)",
                "\u00e9",
                "null",
                "'a' '?'",
                "'a' /* ? */ '?'",
                "'a' --?\n",
                "{d'2020-01-01'}",
                "{fn abs(?)}",
                "?::int",
                "cast(? as int)",
                "array[?]",
                "array??(???)",
                "a$?",
                "`A`?");
        Arbitrary<String> oddities =
                Arbitraries.of("'", "\"", "`", "\\", "*/", "/*", "?", "\n", "\0", ";", "--", "@", ".", "$$", "{", "}");
        Arbitrary<String> pair = Combinators.combine(operators, operands).as((operator, operand) -> operator + operand);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(12, pair), net.jqwik.api.Tuple.of(1, oddities))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }
}

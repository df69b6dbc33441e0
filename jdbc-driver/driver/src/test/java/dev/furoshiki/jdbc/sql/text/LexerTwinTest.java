package dev.furoshiki.jdbc.sql.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL's word on where constants, names and comments end. */
class LexerTwinTest {

    private static @Nullable Connection server;

    @BeforeContainer
    static void connect() throws SQLException {
        server = LocalPostgres.newDatabase().connect();
    }

    @AfterContainer
    static void close() throws SQLException {
        if (server != null) {
            server.close();
        }
    }

    /** A constant as it is written, and the value that the server has to give for it. */
    record Constant(String written, String value) {}

    @Property(tries = 300)
    void theServerSeesAsManyConstantsWithTheSameEnds(
            @ForAll("constants") List<Constant> constants, @ForAll("comments") String comment) throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT ");
        List<String> between = new ArrayList<>();
        constants.forEach(
                one -> between.add(one.written() + " AS \"x" + comment.replace("\"", "\"\"") + "\"" + comment));
        sql.append(String.join(",", between));
        List<String> values = new ArrayList<>();
        try (Statement statement = java.util.Objects.requireNonNull(server).createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet rows = statement.executeQuery(sql.toString())) {
                rows.next();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
            }
        }
        assertThat(values).isEqualTo(constants.stream().map(Constant::value).toList());
        List<String> strings = PostgresLexer.tokens(sql.toString()).stream()
                .filter(token -> token.kind() == Token.Kind.STRING)
                .map(token -> sql.substring(token.start(), token.end()))
                .toList();
        assertThat(strings).isEqualTo(constants.stream().map(Constant::written).toList());
    }

    private static Arbitrary<String> anything() {
        return Arbitraries.strings().withChars("'\"\\$aE?;/*-+ \n\u00e9").ofMaxLength(12);
    }

    @Provide
    Arbitrary<List<Constant>> constants() {
        Arbitrary<Constant> constant = Combinators.combine(
                        anything(), Arbitraries.integers().between(0, 3))
                .as((content, form) -> switch (form) {
                    case 0 -> new Constant("'" + content.replace("'", "''") + "'", content);
                    case 1 -> new Constant("E'" + content.replace("\\", "\\\\").replace("'", "\\'") + "'", content);
                    case 2 -> new Constant("e'" + content.replace("\\", "\\\\").replace("'", "''") + "'", content);
                    default -> new Constant("$t_1$" + content + "$t_1$", content);
                });
        return constant.list().ofMinSize(1).ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> comments() {
        Arbitrary<String> inner =
                Arbitraries.strings().withChars("'\"\\$a?;- \n").ofMaxLength(8);
        return Arbitraries.oneOf(
                inner.map(text -> " --" + text.replace("\n", " ") + "\n"),
                inner.map(text -> "/*" + text + "/*" + text + "*/" + text + "*/"));
    }
}

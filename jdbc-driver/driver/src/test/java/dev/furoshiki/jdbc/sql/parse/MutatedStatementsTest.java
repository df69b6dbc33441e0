package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Statements with tokens left out, doubled or in each other's place: they are refused, or no parameter of them is lost. */
class MutatedStatementsTest {

    private static @Nullable Connection postgres;
    private static @Nullable Connection mariaDb;
    private static @Nullable Connection h2;

    @BeforeContainer
    static void connect() throws SQLException {
        postgres = ServerOfStatements.postgres();
        mariaDb = ServerOfStatements.mariaDb();
        h2 = ServerOfStatements.h2();
    }

    @AfterContainer
    static void close() throws SQLException {
        Objects.requireNonNull(postgres).close();
        Objects.requireNonNull(mariaDb).close();
        Objects.requireNonNull(h2).close();
    }

    /** A statement, and what becomes of its tokens. */
    record Mutation(String sql, Syntax syntax, int first, int second, int form) {

        SqlText apply() throws SQLSyntaxErrorException {
            SqlText text = SqlText.statements(sql, syntax).get(0);
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < text.size(); i++) {
                tokens.add(text.written(i));
            }
            int from = first % tokens.size();
            int to = second % tokens.size();
            switch (form) {
                case 0 -> tokens.remove(from);
                case 1 -> tokens.add(to, tokens.get(from));
                case 2 -> tokens.set(from, tokens.get(to));
                default -> tokens.subList(0, from).clear();
            }
            List<SqlText> statements = SqlText.statements(String.join(" ", tokens), syntax);
            return statements.isEmpty() ? text : statements.get(0);
        }
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void areRefusedOrReadInFull(@ForAll("mutations") Mutation mutation) {
        try {
            SqlText text = mutation.apply();
            int parameters = (int) text.tokens().stream()
                    .filter(token -> token.kind() == Token.Kind.PARAMETER)
                    .count();
            assertThat(Reading.parameters(TreeParser.read(text))).isEqualTo(parameters);
        } catch (SQLSyntaxErrorException refused) {
            assertThat(refused.getSQLState()).isEqualTo("42601");
        }
    }

    /** What is read and the server accepts as well is what the server says that it is. */
    private static void requireSame(Connection server, Mutation mutation) {
        try {
            SqlText text = mutation.apply();
            Statement tree = TreeParser.read(text);
            String difference = Reading.difference(server, text.text(), tree);
            assertThat(difference).as(text.text()).isEmpty();
        } catch (SQLException refused) {
            // Here or by the server.
            assertThat(refused.getSQLState()).isNotNull();
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void areWhatPostgresSays(@ForAll("ofPostgres") Mutation mutation) {
        requireSame(Objects.requireNonNull(postgres), mutation);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void areWhatMariaDbSays(@ForAll("ofMariaDb") Mutation mutation) {
        requireSame(Objects.requireNonNull(mariaDb), mutation);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void areWhatH2Says(@ForAll("ofH2") Mutation mutation) {
        requireSame(Objects.requireNonNull(h2), mutation);
    }

    @Provide
    static Arbitrary<Mutation> mutations() {
        return Arbitraries.oneOf(ofPostgres(), ofMariaDb(), mutations("mysql.txt", MySqlSyntax.DEFAULT), ofH2());
    }

    @Provide
    static Arbitrary<Mutation> ofPostgres() {
        return mutations("postgresql.txt", new PostgresSyntax());
    }

    @Provide
    static Arbitrary<Mutation> ofMariaDb() {
        return mutations("mariadb.txt", MySqlSyntax.DEFAULT);
    }

    @Provide
    static Arbitrary<Mutation> ofH2() {
        return mutations("h2.txt", H2Syntax.DEFAULT);
    }

    private static Arbitrary<Mutation> mutations(String file, Syntax syntax) {
        try {
            return Combinators.combine(
                            Arbitraries.of(StatementList.read(file)),
                            Arbitraries.integers().between(0, 200),
                            Arbitraries.integers().between(0, 200),
                            Arbitraries.integers().between(0, 3))
                    .as((sql, first, second, form) -> new Mutation(sql, syntax, first, second, form));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

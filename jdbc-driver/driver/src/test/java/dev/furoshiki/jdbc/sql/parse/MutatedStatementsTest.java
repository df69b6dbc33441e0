package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.text.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Statements with tokens left out, doubled or in each other's place: they are refused, or no parameter of them is lost. */
class MutatedStatementsTest {

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

    @Provide
    static Arbitrary<Mutation> mutations() {
        return Arbitraries.oneOf(
                mutations("postgresql.txt", new PostgresSyntax()),
                mutations("mariadb.txt", MySqlSyntax.DEFAULT),
                mutations("mysql.txt", MySqlSyntax.DEFAULT),
                mutations("h2.txt", H2Syntax.DEFAULT));
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

package dev.furoshiki.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Explained;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.PassThrough;
import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are {@code EXPLAIN ENCRYPTION}, in each dialect, and what of them is explained. */
class ExplainEncryptionTest {

    private static final List<Syntax> SYNTAXES = List.of(
            new PostgresSyntax(),
            MySqlSyntax.DEFAULT,
            new H2Syntax(H2Syntax.Folding.LOWER, false, Set.of(), "REGULAR"));

    private static StatementPlan plan(String sql, Syntax syntax) throws Exception {
        return new StatementAnalyzer(syntax).analyze(sql, PersonCatalog.catalog());
    }

    private static Stream<Arguments> inEveryDialect(String... texts) {
        return SYNTAXES.stream().flatMap(syntax -> Stream.of(texts).map(text -> Arguments.of(syntax, text)));
    }

    static Stream<Arguments> explained() {
        return inEveryDialect(
                "EXPLAIN ENCRYPTION|SELECT * FROM person",
                "explain\n\tEncryption| (select 1)",
                " ;/* encryption */ -- ENCRYPTION\n EXPLAIN/**/ENCRYPTION|/* hint */ UPDATE person SET ssn = ?;",
                "EXPLAIN ENCRYPTION|SELECT 1; SELECT 2",
                "EXPLAIN ENCRYPTION|SELECT 'without an end",
                "EXPLAIN ENCRYPTION|SELECT encryption FROM person /* without an end",
                "EXPLAIN ENCRYPTION| EXPLAIN ENCRYPTION SELECT 1",
                "EXPLAIN ENCRYPTION|no statement");
    }

    @ParameterizedTest
    @MethodSource("explained")
    void whatFollowsTheTwoWordsIsExplainedAtItsPlace(Syntax syntax, String divided) throws Exception {
        String words = divided.substring(0, divided.indexOf('|'));
        String rest = divided.substring(words.length() + 1);
        // A name follows in the text, or the words would be joined.
        String blank = Character.isLetter(rest.charAt(0)) ? " " : "";
        assertThat(plan(words + blank + rest, syntax))
                .isEqualTo(new Explained(" ".repeat(words.length()) + blank + rest));
    }

    static Stream<Arguments> notExplained() {
        return inEveryDialect(
                "EXPLAIN SELECT 1",
                "SELECT 'EXPLAIN ENCRYPTION'",
                "/* EXPLAIN ENCRYPTION */ SELECT 1",
                "SELECT 1 -- EXPLAIN ENCRYPTION",
                "SELECT explain encryption FROM city");
    }

    @ParameterizedTest
    @MethodSource("notExplained")
    void everyOtherTextIsWhatItWas(Syntax syntax, String sql) throws Exception {
        assertThat(plan(sql, syntax)).isEqualTo(new PassThrough());
    }

    static Stream<Arguments> otherWords() {
        return inEveryDialect(
                "EXPLAIN ENCRYPTIONS SELECT ssn FROM person",
                "EXPLAIN ENCRYPTION_ SELECT ssn FROM person",
                "EXPLAIN \u00e9ENCRYPTION SELECT ssn FROM person",
                "EXPLAIN ENCRYPTION\u00e9 SELECT ssn FROM person",
                "EXPLAIN \"ENCRYPTION\" SELECT ssn FROM person",
                "EXPLAIN ANALYZE ENCRYPTION SELECT ssn FROM person");
    }

    /** They name an encrypted table, so that they are refused rather than sent. */
    @ParameterizedTest
    @MethodSource("otherWords")
    void noOtherWordsWillDo(Syntax syntax, String sql) {
        assertThatThrownBy(() -> plan(sql, syntax)).isInstanceOf(SQLException.class);
    }

    static Stream<Arguments> second() {
        return inEveryDialect(
                "SELECT 1; EXPLAIN ENCRYPTION SELECT 1 FROM city",
                "SELECT 1;\nexplain encryption update city set n = 1");
    }

    @ParameterizedTest
    @MethodSource("second")
    void behindAnotherStatementItIsRefused(Syntax syntax, String sql) {
        assertThatThrownBy(() -> plan(sql, syntax))
                .isInstanceOfSatisfying(
                        SQLSyntaxErrorException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("42601"))
                .hasMessageContaining("position 11: EXPLAIN ENCRYPTION");
    }

    /** A table of MySQL may be named so, and EXPLAIN describes it there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "EXPLAIN encryption",
                "explain encryption;",
                "EXPLAIN encryption id",
                "EXPLAIN encryption `id`;",
                "EXPLAIN encryption 'i%'",
                "EXPLAIN encryption; SELECT 1",
                "EXPLAIN encryption.keys",
                "EXPLAIN encryption.keys id",
                "SELECT 1; EXPLAIN encryption id"
            })
    void aTableOfThatNameIsDescribedByMySql(String sql) throws Exception {
        assertThat(plan(sql, MySqlSyntax.DEFAULT)).isEqualTo(new PassThrough());
    }

    @ParameterizedTest
    @MethodSource("explained")
    void thePlanDoesNotShowTheText(Syntax syntax, String divided) throws Exception {
        assertThat(plan(divided.replace('|', ' '), syntax)).hasToString("Explained");
    }
}

package dev.furoshiki.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.sql.plan.LiteralValue;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts that differ in literals of encrypted columns alone share a plan, and the cache knows none of those literals. */
class FingerprintTest {

    private final StatementAnalyzer analyzer = new StatementAnalyzer(new PostgresSyntax());

    private Rewritten plan(String sql) throws Exception {
        return (Rewritten) analyzer.analyze(sql, PersonCatalog.catalog());
    }

    @Test
    void textsThatDifferInSuchLiteralsShareAPlan() throws Exception {
        Rewritten first = plan("select id from person where ssn = 'SECRET' and age = 5 and code in ('SECRET', 'x')");
        assertThat(plan("select id from person where ssn = 'SECRET''2' and age = 5 and code in ('SECRET', 'SECRET y')"))
                .isSameAs(first);
        assertThat(analyzer.anyKeyContains("SECRET")).isFalse();
        assertThat(first.sql()).doesNotContain("SECRET");
        assertThat(first.toString()).doesNotContain("SECRET");
    }

    @Test
    void anyOtherDifferenceMakesAnotherPlan() throws Exception {
        Rewritten first = plan("select id from person where ssn = 'SECRET' and age = 5");
        for (String other : List.of(
                "select id from person where ssn = 'SECRET' and age = 6",
                "select id from person where ssn = E'SECRET' and age = 5",
                "select id from person where ssn = 5 and age = 5",
                "select id from person where ssn = 'SECRET'  and age = 5",
                "select id from person where ssn = ? and age = 5",
                "select id from person where code = 'SECRET' and age = 5")) {
            assertThat(plan(other)).as(other).isNotSameAs(first);
        }
        assertThat(analyzer.anyKeyContains("SECRET")).isFalse();
    }

    @Test
    void whatIsPlainStaysInTheText() throws Exception {
        Rewritten plan = plan("select id, 'open' from person where age = 5 and ssn = 'SECRET' order by 1");
        assertThat(plan.sql())
                .isEqualTo(
                        "select id, 'open' from person where age = 5 and " + PersonCatalog.SSN_EQ + " = ? order by 1");
        assertThat(plan("select id, 'other' from person where age = 5 and ssn = 'SECRET' order by 1")
                        .sql())
                .contains("'other'");
    }

    @Test
    void literalsAreReadAsTheServerReadsThem() throws Exception {
        for (List<Object> one : List.<List<Object>>of(
                List.of("'it''s'", new LiteralValue.Text("it's")),
                List.of("'a\\n'", new LiteralValue.Text("a\\n")),
                List.of(
                        "E'a\\n\\'\\x41\\101\\u00e9\\U0001F600\\q'",
                        new LiteralValue.Text("a\n'AA\u00e9\ud83d\ude00q")),
                List.of("$$a'b$$", new LiteralValue.Text("a'b")),
                List.of("$x$ $$ $x$", new LiteralValue.Text(" $$ ")),
                List.of("'a'\n'b'", new LiteralValue.Text("ab")),
                List.of("varchar 'a'", new LiteralValue.Text("a")),
                List.of("-12", new LiteralValue.Numeric(new BigDecimal("-12"))),
                List.of("1.50e2", new LiteralValue.Numeric(new BigDecimal("1.50e2"))),
                List.of("true", new LiteralValue.Truth(true)))) {
            String sql = "select id from person where ssn = " + one.get(0);
            Rewritten plan = plan(sql);
            assertThat(LiteralValue.of(sql, plan.literals(), new PostgresSyntax()))
                    .as(sql)
                    .containsExactly((LiteralValue) one.get(1));
        }
    }

    @Test
    void anExplanationIsOfWhatIsSent() throws Exception {
        String sql = "explain (analyze, costs off) select ssn from person where ssn = 'SECRET'";
        Rewritten plan = plan(sql);
        assertThat(plan.sql())
                .isEqualTo(
                        "explain (analyze, costs off) select ssn from person where " + PersonCatalog.SSN_EQ + " = ?");
        assertThat(LiteralValue.of(sql, plan.literals(), new PostgresSyntax()))
                .containsExactly(new LiteralValue.Text("SECRET"));
    }
}

package dev.furoshiki.jdbc.sql;

import static dev.furoshiki.jdbc.sql.PersonCatalog.CODE;
import static dev.furoshiki.jdbc.sql.PersonCatalog.NOTE;
import static dev.furoshiki.jdbc.sql.PersonCatalog.PHONE;
import static dev.furoshiki.jdbc.sql.PersonCatalog.PHONE_EQ;
import static dev.furoshiki.jdbc.sql.PersonCatalog.SSN;
import static dev.furoshiki.jdbc.sql.PersonCatalog.SSN_EQ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding.Cell;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding.EqualityIndex;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding.Plain;
import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Kind;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent, letter by letter, and what each parameter and result column of it carries. */
class RewrittenStatementTest {

    private final StatementAnalyzer analyzer = new StatementAnalyzer(new PostgresSyntax());

    private Rewritten rewrite(String sql) throws Exception {
        return (Rewritten) analyzer.analyze(sql, PersonCatalog.catalog());
    }

    private static Cell stored(int position, dev.furoshiki.jdbc.catalog.EncryptedColumn column) {
        return new Cell(position, column, ParameterUse.STORED);
    }

    private static EqualityIndex storedIndex(int position, dev.furoshiki.jdbc.catalog.EncryptedColumn column) {
        return new EqualityIndex(position, column, ParameterUse.STORED);
    }

    private static EqualityIndex comparedIndex(int position, dev.furoshiki.jdbc.catalog.EncryptedColumn column) {
        return new EqualityIndex(position, column, ParameterUse.COMPARED);
    }

    @Test
    void insertsRowsWithTheirCompanions() throws Exception {
        Rewritten plan =
                rewrite("INSERT INTO person (id, ssn, note) VALUES (nextval('s'), ?, ?), (?, NULL, ?) -- two rows");
        assertThat(plan.sql())
                .isEqualTo("INSERT INTO person (id, ssn, " + SSN_EQ + ", note) VALUES (nextval('s'), ?, ?, ?),"
                        + " (?, NULL, NULL, ?) -- two rows");
        assertThat(plan.parameters())
                .containsExactly(stored(1, SSN), storedIndex(1, SSN), stored(2, NOTE), new Plain(3), stored(4, NOTE));
        assertThat(plan.applicationParameters()).isEqualTo(4);
        assertThat(plan.kind()).isEqualTo(Kind.INSERT);
        assertThat(plan.target().orElseThrow().name()).isEqualTo(PersonCatalog.PERSON);
    }

    @Test
    void listsTheColumnsOfAnInsertWithoutAList() throws Exception {
        assertThat(rewrite("insert into Public.PERSON values (?, 1 + ?, ?, DEFAULT, ?)")
                        .sql())
                .isEqualTo("insert into Public.PERSON (\"id\", \"age\", \"ssn\", " + SSN_EQ
                        + ", \"code\", \"note\") values (?, 1 + ?, ?, ?, DEFAULT, ?)");
        assertThat(rewrite("insert into person values (?,?,?)").sql())
                .isEqualTo("insert into person (\"id\", \"age\", \"ssn\", " + SSN_EQ + ") values (?,?,?, ?)");
    }

    @Test
    void selectsByIndexAndByCell() throws Exception {
        Rewritten plan = rewrite("SELECT id, ssn AS number, p.code FROM person AS p WHERE p.SSN = ? AND age > ?"
                + " AND (code IN (?, ?) OR ? <> ssn) ORDER BY id DESC LIMIT ?");
        assertThat(plan.sql())
                .isEqualTo("SELECT id, ssn AS number, p.code FROM person AS p WHERE p." + SSN_EQ
                        + " = ? AND age > ? AND (code IN (?, ?) OR ? <> " + SSN_EQ + ") ORDER BY id DESC LIMIT ?");
        assertThat(plan.parameters())
                .containsExactly(
                        comparedIndex(1, SSN),
                        new Plain(2),
                        new Cell(3, CODE, ParameterUse.COMPARED),
                        new Cell(4, CODE, ParameterUse.COMPARED),
                        comparedIndex(5, SSN),
                        new Plain(6));
        assertThat(plan.resultColumns())
                .containsExactly(new ResultColumn.Plain(), new ResultColumn.Cell(SSN), new ResultColumn.Cell(CODE));
    }

    @Test
    void namesTheColumnsOfAStar() throws Exception {
        assertThat(rewrite("select * from person").sql())
                .isEqualTo("select \"id\", \"age\", \"ssn\", \"code\", \"note\" from person");
        Rewritten plan = rewrite("select lower('A'), p . * from person p where note is not null");
        assertThat(plan.sql())
                .isEqualTo("select lower('A'), p . \"id\", p . \"age\", p . \"ssn\", p . \"code\", p . \"note\""
                        + " from person p where note is not null");
        assertThat(plan.resultColumns()).hasSize(6).last().isEqualTo(new ResultColumn.Cell(NOTE));
    }

    @Test
    void bindsOneParameterForWhatIsStoredAndOneForWhatIsSought() throws Exception {
        Rewritten plan = rewrite("UPDATE person SET age = age + ?, ssn = ?, code = DEFAULT, note = NULL WHERE ssn = ?");
        assertThat(plan.sql())
                .isEqualTo("UPDATE person SET age = age + ?, ssn = ?, " + SSN_EQ
                        + " = ?, code = DEFAULT, note = NULL WHERE " + SSN_EQ + " = ?");
        assertThat(plan.parameters())
                .containsExactly(new Plain(1), stored(2, SSN), storedIndex(2, SSN), comparedIndex(3, SSN));
    }

    @Test
    void deletesByWhatIsEncrypted() throws Exception {
        assertThat(rewrite("DELETE FROM person p WHERE NOT p.ssn IN (?,?)").sql())
                .isEqualTo("DELETE FROM person p WHERE NOT p." + SSN_EQ + " IN (?,?)");
        assertThat(rewrite("DELETE FROM person").sql()).isEqualTo("DELETE FROM person");
    }

    @Test
    void knowsQuotedNamesInOtherSchemas() throws Exception {
        Rewritten plan = rewrite("SELECT \"Phone\" FROM \"Sales\".\"Client Data\" c WHERE c.\"Phone\"=?;");
        assertThat(plan.sql())
                .isEqualTo("SELECT \"Phone\" FROM \"Sales\".\"Client Data\" c WHERE c." + PHONE_EQ + "=?;");
        assertThat(plan.parameters()).containsExactly(comparedIndex(1, PHONE));
    }

    @Test
    void leavesCommentsAndOddLayoutAsTheyAre() throws Exception {
        String sql = "/* person's */ select\tid--?\n,/*a /*b*/ c*/ssn\r\nfrom \"person\"\nwhere ssn/*'*/=/*?*/ ? and"
                + " age<>-1 and 'it''s ?' <> $q$ ? $q$";
        Rewritten plan = rewrite(sql);
        assertThat(plan.sql()).isEqualTo(sql.replace("where ssn", "where " + SSN_EQ));
        assertThat(plan.parameters()).containsExactly(comparedIndex(1, SSN));
    }

    @Test
    void sortsByPlainColumnsLabelsAndPlaces() throws Exception {
        for (String keys : List.of("id", "2, 1", "old nulls last", "age + 1 desc")) {
            String sql =
                    "select id, age as old, ssn from person order by " + keys + " offset 1 rows fetch next 5 rows only";
            assertThat(rewrite(sql).sql()).isEqualTo(sql);
        }
    }

    @Test
    void groupsByPlainColumns() throws Exception {
        String sql = "select age, count(*), max(id) from person group by age having count(*) > ? order by count(*)";
        assertThat(rewrite(sql).sql()).isEqualTo(sql);
    }

    @Test
    void letsTheServerComputeOnPlainColumnsByAnyOperator() throws Exception {
        for (String sql : List.of(
                "select id, age ->> 'a', age #>> '{a,b}', age at time zone 'utc', age[1], -age ^ 2, |/ age, @ age from person",
                "select id from person where age @> ? and age ?? 'k' and age ??| array['a'] and not age ~* ?",
                "select id from person where age collate \"C\" > ? and age && ? order by age collate pg_catalog.\"de-x\" desc",
                "select id from person where age < current_date and age > now() - (? || ' days')::interval",
                "select age, current_timestamp, localtimestamp(0), current_user, make_interval(days => ?, hours := 1) from person",
                "select age, count(*), max(id) from person group by age order by count desc, max",
                "select ctid, p.xmin, pg_catalog.lower(p.age), age::pg_catalog.text from person p where p.ctid = ?",
                "select id from person where (id, age) overlaps (?, ?)",
                "select cast(? as timestamp with time zone), ?::time without time zone, ?::double precision[] from person",
                "update person set age = age || ?::jsonb - 'x', id = id # 1 where age -> 'a' = ?")) {
            assertThat(rewrite(sql).sql()).isEqualTo(sql);
        }
        assertThat(rewrite("select id from person where age @> ? and ssn = ?").parameters())
                .containsExactly(new Plain(1), comparedIndex(2, SSN));
    }

    /** Columns whose names are keywords elsewhere, among such keywords. */
    @Test
    void tellsColumnsFromKeywords() throws Exception {
        assertThat(rewrite("select stream id from words").resultColumns().get(0))
                .isInstanceOfSatisfying(
                        ResultColumn.Cell.class,
                        cell -> assertThat(cell.column().name()).isEqualTo("stream"));
        for (String sql : List.of(
                "select date, w.date, w.value as date, date as first from words w where date = ? and w.stream in (?)",
                "insert into words (id, date, stream) values (?, ?, ?)",
                "update words set date = ?, stream = ? where date is null",
                "select \"stream\" id, first, w.last from words w where w.first = ? and \"date\" in (?, ?)",
                "select id from words where last is null order by id nulls last fetch first 3 rows only",
                "select date '2020-01-01', left('ab', 1), value as first, w.left from words w where \"left\" = ? offset 1 rows",
                "select id from words where extract(year from current_date) = ? and cast(? as date) > ?::date",
                "update words set first = ?, value = ?, \"rows\" = null where year = ?")) {
            assertThat(rewrite(sql).sql()).isEqualTo(sql);
        }
    }

    @Test
    void aTableWhoseNameIsInTwoSchemasNeedsItsSchema() throws Exception {
        assertThat(rewrite("select x from two.twin").sql()).isEqualTo("select x from two.twin");
    }

    @Test
    void aRepeatedStatementHasTheVeryPlan() throws Exception {
        String sql = "select ssn from person";
        var first = analyzer.analyze(sql, PersonCatalog.catalog());
        assertThat(analyzer.analyze(sql, PersonCatalog.catalog())).isSameAs(first);
    }
}

package dev.furoshiki.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.catalog.Annotation;
import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.catalog.CatalogChange.ColumnClause;
import dev.furoshiki.jdbc.catalog.CatalogException.InvalidAnnotationException;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CREATE TABLE with ENCRYPTED WITH, and DROP TABLE: what is declared, and where it stands in the text. */
class DefinitionStatementTest {

    private final StatementAnalyzer analyzer = new StatementAnalyzer(new PostgresSyntax());

    private CatalogChange change(String sql) throws Exception {
        return ((StatementPlan.Definition) analyzer.analyze(sql, PersonCatalog.catalog())).change();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "varchar",
                "VARCHAR(11)",
                "character varying (11)",
                "char(3)",
                "smallint",
                "int",
                "integer",
                "int8",
                "bigint",
                "numeric",
                "numeric(15, 2)",
                "decimal(5)",
                "boolean",
                "bool",
                "date",
                "timestamp",
                "timestamp(3)",
                "timestamp (3) without time zone",
                "timestamp with time zone",
                "timestamptz",
                "uuid",
                "bytea",
                "pg_catalog.int4",
            })
    void findsTypeAndClauseOfEveryType(String type) throws Exception {
        String sql = "create /* x */ table Visit (\n  id int primary key,\n  secret " + type
                + "/**/ENCRYPTED WITH (KEY = 'alias/pii') not null, n varchar(3) default 'it''s'\n)";
        CatalogChange.CreateTable create = (CatalogChange.CreateTable) change(sql);
        ColumnClause clause = create.columns().get(0);
        assertThat(create.table()).isEqualTo(new TableName("public", "visit"));
        assertThat(create.sql()).isEqualTo(sql);
        assertThat(create.end()).isEqualTo(sql.lastIndexOf(')'));
        assertThat(create.columns()).hasSize(1);
        assertThat(sql.substring(clause.typeStart(), clause.typeEnd())).isEqualTo(type);
        assertThat(sql.substring(clause.clauseStart(), clause.clauseEnd()))
                .isEqualTo("ENCRYPTED WITH (KEY = 'alias/pii')");
    }

    @Test
    void readsEveryOption() throws Exception {
        CatalogChange.CreateTable create = (CatalogChange.CreateTable)
                change("CREATE TABLE IF NOT EXISTS \"Sales\".\"Order\" (\"Tax Id\" varchar(11) NOT NULL encrypted with"
                        + " (index = equality, DOMAIN = \"Person Ids\", Type = randomized, key = 'it''s') UNIQUE,"
                        + " other text ENCRYPTED WITH (KEY='k', TYPE=DETERMINISTIC, INDEX=NONE))");
        assertThat(create.ifNotExists()).isTrue();
        Annotation first = create.columns().get(0).annotation();
        assertThat(first.table()).isEqualTo(new TableName("Sales", "Order"));
        assertThat(first.column()).isEqualTo("Tax Id");
        assertThat(first.keyId()).isEqualTo("it's");
        assertThat(first.cellType()).isEqualTo(CellType.RANDOMIZED);
        assertThat(first.indexType()).isEqualTo(IndexType.EQUALITY);
        assertThat(first.domainName()).isEqualTo("Person Ids");
        Annotation second = create.columns().get(1).annotation();
        assertThat(second.cellType()).isEqualTo(CellType.DETERMINISTIC);
        assertThat(second.indexType()).isEqualTo(IndexType.NONE);
        assertThat(second.domainName()).isEqualTo("Sales.Order.other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "text ENCRYPTED WITH (KEI = 'k') => did you mean KEY?",
                "text ENCRYPTED WITH (TYPE = RANDOMIZED) => KEY is missing",
                "text ENCRYPTED WITH (KEY = '') => KEY is missing",
                "text ENCRYPTED WITH (KEY = 'k', TYPE = RANDOMISED) => did you mean RANDOMIZED?",
                "text ENCRYPTED WITH (KEY = 'k', INDEX = RANGE) => known are EQUALITY, NONE",
                "text ENCRYPTED WITH (KEY = 'k', KEY = 'l') => KEY is there more than once",
                "text ENCRYPTED WITH (KEY = 'k') ENCRYPTED WITH (KEY = 'k') => ENCRYPTED WITH is there more than once",
                "json ENCRYPTED WITH (KEY = 'k') => type json",
                "text[] ENCRYPTED WITH (KEY = 'k') => type text[]",
            })
    void aClauseThatCannotBeCarriedOutNamesTheColumn(String column, String message) {
        assertThatThrownBy(() -> change("CREATE TABLE visit (note " + column + ")"))
                .isInstanceOf(InvalidAnnotationException.class)
                .hasMessageStartingWith("CREATE TABLE public.visit: column note: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TEMP TABLE visit (note text ENCRYPTED WITH (KEY = 'k'))",
                "CREATE TABLE visit (note text ENCRYPTED WITH (KEY = $1))",
                "CREATE TABLE visit (note text ENCRYPTED WITH (KEY = E'k'))",
                "CREATE TABLE visit (note text ENCRYPTED WITH ())",
                "CREATE TABLE visit (note text ENCRYPTED WITH (KEY = 'k')) PARTITION BY LIST (note)",
                "CREATE TABLE visit AS SELECT note text ENCRYPTED WITH (KEY = 'k')",
            })
    void anUnknownFormIsASyntaxError(String sql) {
        assertThatThrownBy(() -> change(sql))
                .isInstanceOfSatisfying(
                        java.sql.SQLSyntaxErrorException.class,
                        error -> assertThat(error.getSQLState()).isEqualTo("42601"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE person",
                "drop table if exists PUBLIC.\"person\" cascade;",
                "DROP TABLE person /* now */ RESTRICT",
            })
    void dropsAnEncryptedTable(String sql) throws Exception {
        assertThat(change(sql)).isEqualTo(new CatalogChange.DropTable(PersonCatalog.PERSON, sql));
    }

    @Test
    void aTableThatHasAnEncryptedOnesNameForAColumnIsPlain() throws Exception {
        assertThat(analyzer.analyze("CREATE TABLE visit (person integer, id integer)", PersonCatalog.catalog()))
                .isEqualTo(new StatementPlan.PassThrough());
    }
}

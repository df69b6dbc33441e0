package dev.furoshiki.jdbc.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.sql.text.H2Syntax;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.tree.Span;
import dev.furoshiki.jdbc.sql.tree.TableDefinition;
import java.sql.SQLSyntaxErrorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CREATE TABLE in each dialect: which tokens are a column's type, and where encryption is declared. */
class DefinitionReaderTest {

    private static final String CLAUSE = "encrypted with (key = 'k')";

    private static SqlText text(String sql, Syntax syntax) throws SQLSyntaxErrorException {
        return SqlText.statements(sql, syntax).get(0);
    }

    private static String written(SqlText text, Span span) {
        return text.text().substring(text.start(span.first()), text.end(span.last()));
    }

    private static void requireType(String type, Syntax syntax) throws SQLSyntaxErrorException {
        SqlText text =
                text("create table t (a int, b " + type + " " + CLAUSE + " not null, c int default (1 + 2))", syntax);

        TableDefinition table = TreeParser.readTable(text);

        assertThat(table.columns()).hasSize(3);
        TableDefinition.Column column = table.columns().get(1);
        assertThat(written(text, column.type())).isEqualTo(type);
        assertThat(column.encryption()).hasSize(1);
        assertThat(written(text, column.encryption().get(0).span())).isEqualTo(CLAUSE);
        assertThat(text.written(table.end())).isEqualTo(")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int",
                "int(11)",
                "bigint unsigned",
                "bigint(20) unsigned zerofill",
                "tinyint(1)",
                "decimal(10, 2)",
                "double precision",
                "double",
                "varchar(255)",
                "varchar(255) character set utf8mb4 collate utf8mb4_bin",
                "char(3) charset ascii",
                "national varchar(10)",
                "text",
                "longtext",
                "varbinary(16)",
                "blob",
                "date",
                "datetime(6)",
                "timestamp",
                "year",
                "json",
                "enum('a', 'it''s')",
                "set('a')",
                "bit(8)",
                "boolean",
                "long varchar"
            })
    void finds_the_types_of_mysql(String type) throws SQLSyntaxErrorException {
        requireType(type, MySqlSyntax.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int",
                "bigint",
                "identity",
                "numeric(10, 2)",
                "decfloat(10)",
                "double precision",
                "varchar",
                "varchar(10)",
                "varchar_ignorecase(10)",
                "character varying(10)",
                "character large object(10)",
                "binary varying(5)",
                "binary large object",
                "clob",
                "timestamp(3) with time zone",
                "time without time zone",
                "interval day(2) to second(3)",
                "int array[3]",
                "uuid",
                "json",
                "geometry(point)",
                "enum('a', 'b')",
                "boolean"
            })
    void finds_the_types_of_h2(String type) throws SQLSyntaxErrorException {
        requireType(type, H2Syntax.DEFAULT);
    }

    @Test
    void passes_over_constraints_and_options() throws SQLSyntaxErrorException {
        SqlText text = text(
                "create table if not exists `a`.`t` (id bigint not null auto_increment primary key comment 'x, y',"
                        + " name varchar(10) collate utf8mb4_bin default 'a)' check (name <> ','), b int generated always as"
                        + " (id + 1) stored, primary key (id), unique key u (name(3), b), index i (b desc), constraint f"
                        + " foreign key (b) references dept (id) on delete set null) engine=InnoDB default charset=utf8mb4"
                        + " collate utf8mb4_bin comment='it''s' auto_increment=5",
                MySqlSyntax.DEFAULT);

        TableDefinition table = TreeParser.readTable(text);

        assertThat(table.name().parts()).containsExactly("a", "t");
        assertThat(table.ifNotExists()).isTrue();
        assertThat(table.columns()).extracting(column -> column.name().simple()).containsExactly("id", "name", "b");
        assertThat(text.written(table.end() + 1)).isEqualTo("engine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table t (like person)",
                "create table t (a int) inherits (person)",
                "create table t partition of person default",
                "create table t as select 1",
                "create table t (a int) as select 1",
                "create table t (a int encrypted with (key = ?))",
                "create table t (a int default ?)",
                "create table t (a int encrypted with ())",
                "create table t (a int, check (a encrypted with (key = 'k')))",
                "create table t (a int, unique (a) encrypted with (key = 'k'))",
                "create table t (a int",
                "create table t (a int))",
                "create table t ()",
                "create table t (a)"
            })
    void other_forms_are_refused(String sql) {
        for (Syntax syntax : new Syntax[] {new PostgresSyntax(), MySqlSyntax.DEFAULT, H2Syntax.DEFAULT}) {
            assertThatThrownBy(() -> TreeParser.readTable(text(sql, syntax)))
                    .isInstanceOf(SQLSyntaxErrorException.class);
        }
    }
}

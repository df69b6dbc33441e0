package dev.furoshiki.jdbc.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a supported statement is written, it does what it does on the plain twin. */
class TwinTextsTest {

    private static final LocalDate BORN = LocalDate.of(2020, 2, 29);

    private static Twins twins;

    @BeforeAll
    static void open() throws SQLException {
        twins = new Twins();
        twins.define(
                People.CREATE,
                "CREATE TABLE \"Odd \"\"Table\" (\"Id\" integer, \"Mixed Case\" text ENCRYPTED WITH (KEY = 'alias/pii', INDEX ="
                        + " EQUALITY), \"Ünï\" integer)");
    }

    @AfterAll
    static void close() throws SQLException {
        twins.close();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Text(String sql, Object... parameters) {

        @Override
        public String toString() {
            return sql;
        }
    }

    static List<Text> reads() {
        return List.of(
                new Text("select * from person order by id;"),
                new Text("  (SELECT ssn FROM person WHERE id = 1)"),
                new Text("SELECT ALL ssn FROM person ORDER BY id"),
                new Text(
                        "SELECT p.\"ssn\" \"S S N\", 'it''s ?' , p . age+1 AS \"?\" FROM public.\"person\" AS p WHERE p.ssn=? -- ?",
                        "1"),
                new Text("SELECT/*?*/ssn,/* /* ? */ */age FROM person--?\nWHERE ssn/**/=/**/?/**/AND age>-1", "1"),
                new Text(
                        "SELECT * FROM person WHERE ssn IN(?,?)AND NOT(ssn<>?)OR email IS NULL ORDER BY id OFFSET 0 ROWS FETCH FIRST ? ROWS ONLY",
                        "1",
                        "2",
                        "2",
                        9),
                new Text("SELECT\r\n\tname\r\nFROM\r\n\tPERSON\r\nWHERE\r\n\tBORN = ?\r\nORDER BY\r\n\tid\r\n", BORN),
                new Text(
                        "SELECT count(*), max(age), min(id) FROM person WHERE ssn IS NOT NULL AND ssn NOT IN (?)", "1"),
                new Text(
                        "SELECT age, count(*) AS n FROM person GROUP BY age HAVING count(*) >= ? ORDER BY 2 DESC, age",
                        1),
                new Text("SELECT DISTINCT age FROM person ORDER BY age"),
                new Text("SELECT ssn, age FROM person ORDER BY 2, id DESC NULLS LAST LIMIT ? OFFSET ?", 3, 1),
                new Text(
                        "SELECT CASE WHEN age BETWEEN ? AND ? THEN 'young' ELSE upper($$old$$) END, ssn FROM person ORDER BY id",
                        1,
                        2),
                new Text(
                        "SELECT id::text || '-' || coalesce(age, 0), CAST(age AS numeric(5,2)) FROM person WHERE (age IN (?, ?) OR age IS NULL) AND email = ? ORDER BY id",
                        1,
                        2,
                        "m2"),
                new Text(
                        "SELECT p1_0.id,p1_0.age,p1_0.born,p1_0.email,p1_0.name,p1_0.ssn from person p1_0 where p1_0.id=?",
                        2),
                new Text(
                        "SELECT \"person\".\"id\" AS \"id\", \"person\".\"email\" AS \"email\" FROM \"person\" WHERE \"person\".\"email\" = ?",
                        "m3"),
                new Text("SELECT id AS ssn, ssn AS id FROM person WHERE person.ssn = ? ORDER BY person.id", "1"),
                new Text("SELECT ssn, ssn, age, ssn FROM person WHERE ssn = ? AND ssn = ? AND ? = ssn", "2", "2", "2"),
                new Text(
                        "SELECT \"Mixed Case\", \"Ünï\" FROM \"Odd \"\"Table\" WHERE \"Mixed Case\" = ? AND \"Ünï\" = ?",
                        "é\"'",
                        1),
                new Text("SELECT q.* FROM \"Odd \"\"Table\" \"q\" WHERE \"q\".\"Mixed Case\" IS NOT NULL"));
    }

    static List<Text> writes() {
        return List.of(
                new Text("insert /* c */ into\tPERSON -- x\n(SSN,\"age\") values( ? , /*?*/ ? ) ;  ", "10", 3),
                new Text(
                        "INSERT INTO public.person(age,ssn,name,id)VALUES(?+1,?,NULL,nextval('person_id_seq')),(?,DEFAULT,?,100)",
                        1,
                        "11",
                        2,
                        "n"),
                new Text("UPDATE person p SET ssn=?,age=COALESCE(p.age,0)+?,email=NULL WHERE p.id=?;", "12", 5, 1),
                new Text(
                        "UPDATE PERSON AS \"P P\" SET born = ?, \"name\" = ? WHERE \"P P\".ssn IN (?, ?)",
                        BORN,
                        "x",
                        "2",
                        "3"),
                new Text("UPDATE person SET age = ?, ssn = ? WHERE ssn = ? AND age = ?", 8, "13", "2", 2),
                new Text("DELETE FROM person AS d WHERE d.ssn = ? OR (d.email = ? AND d.age > ?)", "3", "m1", 0),
                new Text("insert into \"Odd \"\"Table\" (\"Mixed Case\", \"Ünï\") values (?, ?)", "zwei", 2),
                new Text("DELETE FROM \"Odd \"\"Table\" WHERE \"Mixed Case\" <> ?", "zwei"));
    }

    private static void fill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM person");
            // The rows below name their own ids, which the sequence must not give once more.
            statement.execute("SELECT setval('person_id_seq', 50)");
            statement.execute("DELETE FROM \"Odd \"\"Table\"");
        }
        for (int i = 1; i <= 4; i++) {
            Rows.update(
                    connection,
                    "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?)",
                    i,
                    i == 4 ? null : "" + i,
                    "name " + i,
                    i == 4 ? null : "m" + i,
                    i % 2 == 0 ? BORN : null,
                    i);
        }
        Rows.update(connection, "INSERT INTO \"Odd \"\"Table\" VALUES (?, ?, ?)", 1, "é\"'", 1);
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("reads")
    void reads(Text text) throws Exception {
        List<List<Rows.Value>> rows = twins.same(text.sql(), connection -> {
            fill(connection);
            return Rows.query(connection, text.sql(), text.parameters());
        });
        assertThat(rows).isNotEmpty();
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource("writes")
    void writes(Text text) throws Exception {
        int count = twins.same(text.sql(), connection -> {
            fill(connection);
            return Rows.update(connection, text.sql(), text.parameters());
        });
        assertThat(count).isPositive();
        twins.same("rows", c -> Rows.query(c, "SELECT * FROM person ORDER BY id"));
        twins.same("odd rows", c -> Rows.query(c, "SELECT * FROM \"Odd \"\"Table\""));
    }

    /** What the server refuses, it refuses. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "42701 INSERT INTO person (ssn, ssn) VALUES ('', '')",
                "42601 INSERT INTO person (id, age) VALUES (1)",
                "42601 UPDATE person SET ssn = NULL, ssn = NULL",
                "42803 SELECT ssn, count(*) FROM person GROUP BY age",
                "42883 SELECT id FROM person WHERE age = 'x' || id",
                "22012 UPDATE person SET age = 1 / 0",
                "23505 INSERT INTO person (id) VALUES (1), (1)"
            })
    void refusals(String text) throws Exception {
        fill(twins.plain());
        fill(twins.ours());
        String sql = text.substring(6).replace("''", "NULL");
        twins.sameRefusal(sql, text.substring(0, 5), c -> Rows.update(c, sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Tokyo", "America/St_Johns", "europe/london"})
    void timeZonesOfTheSession(String zone) throws Exception {
        twins.define(
                "CREATE TABLE times (id serial, t timestamptz ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY), l"
                        + " timestamp ENCRYPTED WITH (KEY = 'alias/pii'))");
        try {
            twins.same(zone, connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET TIME ZONE '" + zone + "'");
                    try (PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO times (t, l) VALUES (?, ?)")) {
                        for (String value : List.of("2020-07-01 12:00:00", "2020-02-29 23:59:59.5+03")) {
                            insert.setObject(1, value, Types.OTHER);
                            insert.setObject(2, value, Types.OTHER);
                            insert.executeUpdate();
                        }
                    }
                    statement.execute("SET TIME ZONE 'Pacific/Auckland'");
                    try (ResultSet rows = statement.executeQuery("SELECT * FROM times ORDER BY id")) {
                        return Rows.of(rows);
                    } finally {
                        statement.execute("RESET TIME ZONE");
                    }
                }
            });
        } finally {
            twins.define("DROP TABLE times");
        }
    }

    @Test
    void resultsInTurn() throws Exception {
        twins.same("results", connection -> {
            fill(connection);
            try (Statement statement = connection.createStatement()) {
                boolean rows = statement.execute("SELECT ssn FROM person WHERE id = 1");
                ResultSet first = statement.getResultSet();
                String seen = rows + " " + Rows.of(first) + statement.getUpdateCount();
                seen += statement.getMoreResults() + " " + statement.getUpdateCount() + first.isClosed();
                statement.closeOnCompletion();
                seen += statement.execute("UPDATE person SET age = 9 WHERE id = 1") + " " + statement.getUpdateCount();
                return seen + Arrays.toString(statement.executeBatch()) + statement.getFetchSize();
            }
        });
    }
}

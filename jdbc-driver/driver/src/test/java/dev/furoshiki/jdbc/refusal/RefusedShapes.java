package dev.furoshiki.jdbc.refusal;

import dev.furoshiki.jdbc.refusal.RefusedStatements.Refused;
import java.util.List;

/** Statements whose shape alone keeps them from being sent. */
final class RefusedShapes {

    /** As long as the server's names get. */
    static final String LONG = "n".repeat(63);

    private RefusedShapes() {}

    private static Refused refused(String sql, String named) {
        return new Refused(sql.replace("LITERAL", "'" + RefusedStatements.LITERAL + "'"), named);
    }

    static List<Refused> severalTables() {
        return List.of(
                refused("SELECT * FROM person NATURAL JOIN bystander", "person"),
                refused("SELECT * FROM bystander LEFT JOIN person USING (id)", "person"),
                refused("SELECT (SELECT max(name) FROM person)", "person"),
                refused("SELECT name FROM person UNION SELECT v FROM bystander", "person"),
                refused("SELECT ssn FROM person EXCEPT ALL SELECT ssn FROM person WHERE age = 1", "ssn"),
                refused("SELECT count(*) FROM (SELECT ssn FROM person INTERSECT ALL SELECT ssn FROM person) q", "ssn"),
                refused(
                        "WITH c AS (SELECT name FROM person EXCEPT ALL SELECT name FROM person) SELECT 1 FROM c",
                        "name"),
                refused("SELECT v FROM bystander EXCEPT ALL SELECT email FROM person", "person"),
                refused("INSERT INTO bystander (v) SELECT name FROM person", "person"),
                refused("CREATE TABLE copied AS SELECT * FROM person", "person"),
                refused("CREATE TEMP TABLE copied AS SELECT name FROM person WHERE ssn = LITERAL", "person"),
                refused("SELECT * INTO copied FROM person", "person"),
                refused("SELECT v FROM bystander FOR UPDATE; SELECT name FROM person", "several statements"));
    }

    static List<Refused> writes() {
        return List.of(
                refused("INSERT INTO person (ssn) SELECT v FROM bystander", "person"),
                refused("INSERT INTO person (ssn) TABLE bystander", "person"),
                refused(
                        "MERGE INTO person p USING bystander b ON p.id = b.id WHEN MATCHED THEN UPDATE SET ssn = b.v",
                        "person"),
                refused("UPDATE person SET ssn = b.v FROM bystander b WHERE b.id = person.id", "person"),
                refused("UPDATE bystander SET v = p.name FROM person p WHERE p.id = bystander.id", "person"),
                refused("UPDATE person SET ssn = (SELECT v FROM bystander LIMIT 1)", "ssn"),
                refused("UPDATE person SET age = 1 WHERE CURRENT OF c", "person"));
    }

    static List<Refused> definitions() {
        return List.of(
                refused("ALTER TABLE person ADD COLUMN note text", "person"),
                refused("ALTER TABLE person ALTER COLUMN ssn SET DEFAULT LITERAL", "person"),
                refused("ALTER TABLE IF EXISTS public.person RENAME TO people", "person"),
                refused("ALTER TABLE person RENAME COLUMN ssn TO number", "person"),
                refused("TRUNCATE furoshiki_key, person", "furoshiki_key"),
                refused("TRUNCATE TABLE bystander, public.furoshiki_catalog", "furoshiki_catalog"),
                refused("TRUNCATE person WHERE ssn = LITERAL", "person"),
                refused("CREATE INDEX ON person (note)", "person"),
                refused("CREATE UNIQUE INDEX i ON person (upper(ssn))", "person"),
                refused("CREATE VIEW v AS SELECT name FROM person WHERE ssn = LITERAL", "person"),
                refused("CREATE MATERIALIZED VIEW v AS SELECT name FROM person", "person"),
                refused("CREATE TRIGGER t AFTER INSERT ON person EXECUTE FUNCTION f()", "CREATE TRIGGER"),
                refused("CREATE RULE r AS ON INSERT TO person DO ALSO NOTHING", "CREATE RULE"),
                refused("CREATE POLICY p ON person USING (ssn = LITERAL)", "person"),
                refused("CREATE TABLE child (extra text) INHERITS (person)", "person"),
                refused("CREATE TABLE twin (LIKE person)", "person"),
                refused("CREATE STATISTICS s ON ssn, email FROM person", "person"),
                refused("DROP TABLE bystander, person", "person"),
                refused("COPY person FROM STDIN", "COPY"),
                refused("COPY person (ssn) TO STDOUT", "COPY"),
                refused("COPY (SELECT name FROM person) TO STDOUT", "COPY"),
                refused("DECLARE c CURSOR FOR SELECT name FROM person", "person"),
                refused("SELECT 1; SELECT name FROM person", "several statements"),
                refused(
                        "INSERT INTO bystander VALUES (1); INSERT INTO person (ssn) VALUES (LITERAL)",
                        "several statements"),
                refused(
                        "CREATE TABLE fresh (s text ENCRYPTED WITH (KEY = 'alias/pii')); SELECT 1",
                        "several statements"));
    }

    /** What names no encrypted table, but may reach one. */
    static List<Refused> dynamic() {
        return List.of(
                refused("DO $$ BEGIN DELETE FROM bystander; END $$", "DO"),
                refused("DO LANGUAGE plpgsql 'BEGIN PERFORM LITERAL; END'".replace("LITERAL", "1"), "DO"),
                refused("CALL own_routine(LITERAL)", "own_routine"),
                refused("SELECT own_function(LITERAL)", "own_function"),
                refused("SELECT v FROM bystander WHERE own_function(v) = LITERAL", "own_function"),
                refused("SELECT * FROM own_function(LITERAL) AS f", "own_function"),
                refused("SELECT query_to_xml('select * from ' || LITERAL, true, true, '')", "query_to_xml"),
                refused("SELECT table_to_xml(LITERAL, true, true, '')", "table_to_xml"),
                refused("SELECT database_to_xml(true, true, '')", "database_to_xml"),
                refused("SELECT dblink(LITERAL, 'select 1')", "dblink"),
                refused("SELECT lo_import(LITERAL)", "lo_import"),
                refused("SELECT pg_read_file(LITERAL)", "pg_read_file"),
                refused("SELECT set_config('standard_conforming_strings', 'off', false)", "set_config"),
                refused("PREPARE p AS SELECT v FROM bystander WHERE v = $1", "PREPARE"),
                refused("EXECUTE p(LITERAL)", "EXECUTE"),
                refused("COPY bystander FROM STDIN", "COPY"),
                refused("COPY bystander TO PROGRAM 'cat'", "COPY"),
                refused("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'", "FUNCTION"),
                refused("CREATE OR REPLACE PROCEDURE f() LANGUAGE sql AS $$ SELECT 1 $$", "CREATE"),
                refused("CREATE TRIGGER t AFTER INSERT ON bystander EXECUTE FUNCTION own_function()", "TRIGGER"),
                refused("CREATE RULE r AS ON INSERT TO bystander DO ALSO NOTHING", "RULE"),
                refused("SET standard_conforming_strings = off", "standard_conforming_strings"),
                refused("SET SESSION standard_conforming_strings TO 'off'", "standard_conforming_strings"),
                refused("SET client_encoding = 'LATIN1'", "client_encoding"),
                refused("SET NAMES 'LATIN1'", "names"),
                refused("SELECT U&\"p\\0065rson\".name FROM U&\"p\\0065rson\"", "U&"),
                refused("{call own_routine(?)}", "own_routine"),
                refused("{? = call own_function(?)}", ""),
                refused(
                        "UPDATE pg_settings SET setting = 'off' WHERE name = 'standard_conforming_strings'",
                        "pg_settings"),
                refused("ALTER SCHEMA public RENAME TO elsewhere", "public"),
                refused("DROP SCHEMA IF EXISTS other, \"public\" CASCADE", "public"),
                refused("SELECT DISTINCT ON (id) own_function(v) FROM bystander", "own_function"),
                refused("SELECT v FROM bystander ORDER BY hash(v)", "hash"),
                refused("SELECT count(*) FROM bystander GROUP BY range(v)", "range"),
                refused("CREATE TABLE counted AS SELECT count(*) OVER (PARTITION BY list(v)) FROM bystander", "list"),
                refused("SELECT * FROM person_view", "person_view"),
                refused("SELECT * FROM other.person_alias", "person_alias"),
                refused("SELECT most_common_vals FROM pg_stats", "pg_stats"),
                refused("SELECT * FROM pg_catalog.pg_statistic", "pg_statistic"),
                refused("SELECT manifest FROM furoshiki_catalog", "furoshiki_catalog"),
                refused("DELETE FROM furoshiki_key", "furoshiki_key"),
                refused("DROP TABLE public.\"furoshiki_catalog\"", "furoshiki_catalog"));
    }

    /** Ways to write the name. */
    static List<Refused> names() {
        return List.of(
                refused("SELECT upper(NAME) FROM PERSON", "name"),
                refused("SELECT upper(\"name\") FROM \"public\".\"person\"", "name"),
                refused("select upper(p . name)from public . person p", "name"),
                refused("SELECT upper(name)/**/FROM/**/person", "name"),
                refused("SELECT upper(name) FROM -- comment\n person", "name"),
                refused("SELECT upper(name) FROM /* /* nested */ */ person", "name"),
                refused("SELECT upper(s) FROM " + LONG, LONG),
                refused("SELECT upper(s) FROM " + LONG + "cut_off_by_the_server", LONG),
                refused("SELECT upper(s) FROM \"" + LONG + "x\"", LONG),
                refused("SELECT fk_x FROM person WHERE fk_x = ?", "fk_x"),
                refused("SELECT nothing FROM person", "nothing"),
                refused("UPDATE person SET nothing = ?", "nothing"),
                refused("INSERT INTO person (nothing) VALUES (?)", "nothing"),
                refused("SELECT q.name FROM person p", "q"));
    }

    static List<Refused> unparsable() {
        return List.of(
                refused("SELEC name FROM person WHERE ssn = LITERAL", "SELEC"),
                refused("SELECT name FROM person WHERE ssn = LITERAL AND", "person"),
                refused("SELECT name FROM person WHERE (ssn = LITERAL", "person"),
                refused("INSERT INTO person (ssn) VALUES (LITERAL", "person"),
                refused("UPDATE person SET ssn == LITERAL", "person"),
                refused("SELECT name FROM person WHERE note = timestamptz LITERAL LITERAL", "person"),
                refused("SELECT name FROM person WHERE ssn = 'unfinished zq078051120", "person"),
                refused("SELECT name FROM person WHERE ssn = $q$unfinished zq078051120", "person"),
                refused("SELECT name FROM person /* unfinished zq078051120", "person"),
                refused("SELECT \"unfinished FROM person", "person"));
    }
}

package dev.furoshiki.jdbc.refusal;

import java.util.List;

/** Statements that must never be sent, each with what the message has to name. */
final class RefusedStatements {

    /** Stands for a secret inside the texts; no message may repeat it. */
    static final String LITERAL = "zq078051120";

    /** @param named a part of the message: the column, the table, or the routine */
    record Refused(String sql, String named) {

        @Override
        public String toString() {
            return sql;
        }
    }

    private RefusedStatements() {}

    private static Refused refused(String sql, String named) {
        return new Refused(sql.replace("LITERAL", "'" + LITERAL + "'"), named);
    }

    static List<Refused> literals() {
        return List.of(refused("SELECT id FROM person WHERE ssn = U&'zq078051120'", "ssn"));
    }

    static List<Refused> expressions() {
        return List.of(
                refused("INSERT INTO person (ssn) VALUES (upper(?))", "ssn"),
                refused("INSERT INTO person (ssn) VALUES (? || ?)", "ssn"),
                refused("INSERT INTO person (id, name, ssn) VALUES (nextval('person_id_seq'), ?, trim(?))", "ssn"),
                refused("UPDATE person SET ssn = upper(ssn)", "ssn"),
                refused("UPDATE person SET ssn = email", "ssn"),
                refused("UPDATE person SET email = ssn WHERE id = 1", "email"),
                refused("UPDATE person SET age = length(name)", "name"),
                refused("UPDATE person SET ssn[1] = ?", "ssn"),
                refused("INSERT INTO person (ssn) VALUES (?, ?)", "person"),
                refused("SELECT {fn ucase(name)} FROM person", "name"),
                refused("SELECT name[1] FROM person", "person"),
                refused("SELECT text(name) FROM person", "name"),
                refused("SELECT age FROM person LIMIT length(name)", "name"),
                refused("SELECT upper(name) FROM person", "name"),
                refused("SELECT name || 'x' FROM person", "name"),
                refused("SELECT concat(name, 'x') FROM person", "name"),
                refused("SELECT octet_length(name) FROM person", "name"),
                refused("SELECT ROW(p.*) FROM person p", "person"),
                refused("SELECT (name, age) FROM person", "name"),
                refused("SELECT ARRAY[name] FROM person", "name"));
    }

    static List<Refused> conditions() {
        return List.of(
                refused("SELECT id FROM person WHERE name = ?", "name"),
                refused("SELECT id FROM person WHERE name IN (?, ?)", "name"),
                refused("SELECT id FROM person WHERE name <> ?", "name"),
                refused("SELECT id FROM person WHERE lower(ssn) = ?", "ssn"),
                refused("SELECT id FROM person WHERE ssn = lower(?)", "ssn"),
                refused("SELECT id FROM person WHERE ssn LIKE ?", "ssn"),
                refused("SELECT id FROM person WHERE ssn ILIKE ?", "ssn"),
                refused("SELECT id FROM person WHERE ssn ~ ?", "ssn"),
                refused("SELECT id FROM person WHERE ssn SIMILAR TO ?", "ssn"),
                refused("SELECT id FROM person WHERE ssn < ?", "ssn"),
                refused("SELECT id FROM person WHERE ? >= ssn", "ssn"),
                refused("SELECT id FROM person WHERE ssn BETWEEN ? AND ?", "ssn"),
                refused("SELECT id FROM person WHERE ssn = email", "ssn"),
                refused("SELECT id FROM person WHERE ssn OPERATOR(pg_catalog.=) ?", "operator"),
                refused("SELECT id FROM person WHERE ssn = ALL (ARRAY[?]::text[])", "ssn"),
                refused("SELECT id FROM person WHERE ssn = ? || ''", "ssn"),
                refused("SELECT id FROM person WHERE ssn = ? IS NOT NULL", "ssn"),
                refused("SELECT id FROM person WHERE ssn = ? = true", "ssn"),
                refused("SELECT id FROM person WHERE ssn == ?", "ssn"),
                refused("SELECT id FROM person WHERE ssn ?? ?", "ssn"),
                refused("SELECT id FROM person WHERE ssn IS UNKNOWN", "ssn"),
                refused("SELECT id FROM person WHERE age IN (SELECT length(ssn))", "person"),
                refused("SELECT id FROM person WHERE ssn IN (?, email)", "ssn"),
                refused("SELECT id FROM person WHERE ssn IN (SELECT v FROM bystander)", "person"),
                refused("SELECT id FROM person WHERE ssn COLLATE \"C\" = ?", "ssn"),
                refused("SELECT id FROM person WHERE age = ? AND ssn = ? COLLATE \"C\"", "ssn"),
                refused("UPDATE person SET age = 1 WHERE name = ?", "name"),
                refused("DELETE FROM person WHERE ssn LIKE ?", "ssn"));
    }

    static List<Refused> orderAndGroups() {
        return List.of(
                refused("SELECT id FROM person ORDER BY name", "name"),
                refused("SELECT id FROM person p ORDER BY p.ssn DESC", "ssn"),
                refused("SELECT name, age FROM person ORDER BY 1", "name"),
                refused("SELECT * FROM person ORDER BY 3", "name"),
                refused("SELECT name AS n FROM person ORDER BY n", "name"),
                refused("SELECT name AS age FROM person ORDER BY age", "name"),
                refused("SELECT count(*) FROM person GROUP BY ROLLUP (ssn)", "person"),
                refused("SELECT count(*) FROM person GROUP BY GROUPING SETS ((age), (ssn))", "person"),
                refused("SELECT id FROM person ORDER BY ssn USING <", "person"),
                refused("SELECT count(*) FROM person GROUP BY age HAVING min(name) IS NOT NULL", "name"),
                refused("SELECT DISTINCT name FROM person", "name"),
                refused("SELECT DISTINCT * FROM person", "person"),
                refused("SELECT min(name) FROM person", "name"),
                refused("SELECT max(email) FROM person", "email"),
                refused("SELECT string_agg(name, ',') FROM person", "name"),
                refused("SELECT row_number() OVER (ORDER BY name) FROM person", "person"));
    }

    static List<Refused> wholeRows() {
        return List.of(
                refused("SELECT p FROM person p", "person"),
                refused("SELECT person FROM person", "person"),
                refused("SELECT to_json(p) FROM person p", "person"),
                refused("SELECT row_to_json(person) FROM person", "person"),
                refused("SELECT count(p) FROM person p", "person"),
                refused("SELECT p::text FROM person p", "person"),
                refused("SELECT (p).ssn FROM person p", "person"),
                refused("SELECT id FROM person p WHERE p IS NOT NULL", "person"),
                refused("SELECT id FROM person p ORDER BY p", "person"),
                refused("SELECT ssn(p) FROM person p", "ssn"),
                refused("SELECT name(p) FROM person p", "public.person"),
                refused("SELECT p.*::text FROM person p", "person"),
                refused("SELECT count(p.*) FROM person p", "person"),
                refused("SELECT (p.*) IS NULL FROM person p", "person"),
                refused("SELECT ctid, xmin FROM person WHERE person = ?", "person"));
    }
}

package dev.furoshiki.jdbc.twin;

import dev.furoshiki.jdbc.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Draws statements over a company's tables, many of them beyond what can be carried out. A parameter beside an encrypted
 * column's name holds a canary, and any other does not: such a name only stands where one of the tables has the column. For
 * one statement.
 */
final class ServerStatements {

    /** A column, and whether it is encrypted. */
    private record Column(String name, boolean encrypted) {}

    /** A table in a FROM clause. */
    private record Used(String table, String alias, List<Column> columns) {}

    private static final List<Column> CUSTOMER = List.of(
            new Column("id", false),
            new Column("email", true),
            new Column("ssn", true),
            new Column("note", true),
            new Column("age", false));
    private static final List<Column> EMPLOYEE = List.of(
            new Column("id", false),
            new Column("mail", true),
            new Column("ssn", true),
            new Column("boss", false),
            new Column("name", false));
    private static final List<Column> ORDERS = List.of(
            new Column("id", false),
            new Column("customer", false),
            new Column("item", false),
            new Column("total", false));

    private static final String NONE = "NULL";

    private final Random random;
    private final boolean mySql;
    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private final List<Used> used = new ArrayList<>();

    private ServerStatements(TestServer server, Random random) {
        this.random = random;
        this.mySql = Companies.isMySql(server);
    }

    static Companies.Sql draw(TestServer server, Random random) {
        ServerStatements statement = new ServerStatements(server, random);
        statement.statement();
        return new Companies.Sql(statement.text.toString(), statement.parameters.toArray());
    }

    private void statement() {
        switch (random.nextInt(10)) {
            case 0 -> insert();
            case 1 -> update();
            case 2 -> delete();
            case 3 -> upsert();
            default -> select();
        }
    }

    private ServerStatements add(String piece) {
        text.append(piece);
        return this;
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    private <E> E any(List<E> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String inAnyCase(String name) {
        return switch (random.nextInt(6)) {
            case 0 -> name.toUpperCase(Locale.ROOT);
            case 1 -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            default -> name;
        };
    }

    private String parameter(boolean encrypted) {
        Object value = encrypted
                ? any(List.of(
                        Company.mail(1), Company.mail(2), Company.ssn(1), Company.ssn(2), Company.CANARY + " one"))
                : (Object) any(List.of(1, 2, 30, 40));
        if (oneIn(5)) {
            return encrypted ? "'" + value + "'" : String.valueOf(value);
        }
        parameters.add(value);
        return "?";
    }

    private Used use(String table) {
        List<Column> columns = table.equals("customer") ? CUSTOMER : table.equals("employee") ? EMPLOYEE : ORDERS;
        // One is a column's name, and on MySQL two differ in case alone.
        String alias = any(List.of("", "a", "b", "c", "email", mySql ? "A" : "d", mySql ? "C" : "e"));
        boolean taken = used.stream()
                .anyMatch(one ->
                        (one.alias().isEmpty() ? one.table() : one.alias()).equals(alias.isEmpty() ? table : alias));
        Used one = new Used(table, taken ? "t" + used.size() : alias, columns);
        used.add(one);
        return one;
    }

    private String table(Used one) {
        return one.alias().isEmpty() ? one.table() : one.table() + (oneIn(2) ? " AS " : " ") + one.alias();
    }

    private String correlation(Used one) {
        return one.alias().isEmpty() ? one.table() : one.alias();
    }

    private String anyTable() {
        return any(List.of("customer", "customer", "employee", "orders"));
    }

    private String name(Used of, Column column) {
        String name = inAnyCase(column.name());
        return oneIn(3) ? name : correlation(of) + "." + name;
    }

    private String anyName(boolean encrypted) {
        for (int attempt = 0; attempt < 20; attempt++) {
            Used of = any(used);
            Column column = any(of.columns());
            if (column.encrypted() == encrypted) {
                return name(of, column);
            }
        }
        return encrypted ? NONE : "1";
    }

    /** A text beside a number fails or does not, as the server goes about it. */
    private String anyNumber() {
        for (int attempt = 0; attempt < 20; attempt++) {
            String name = anyName(false);
            if (!name.toLowerCase(Locale.ROOT).endsWith("name")
                    && !name.toLowerCase(Locale.ROOT).endsWith("item")) {
                return name;
            }
        }
        return "1";
    }

    private void from() {
        add(" FROM ").add(table(use(anyTable())));
        if (oneIn(2)) {
            return;
        }
        Used second = use(anyTable());
        switch (random.nextInt(6)) {
            case 0 -> add(", ").add(table(second));
            case 1 -> add(" JOIN ").add(table(second)).add(" USING (" + inAnyCase("id") + ")");
            case 2 -> add(" LEFT JOIN ").add(table(second)).add(" ON ").add(condition(1));
            case 3 -> add(" NATURAL JOIN ").add(table(second));
            default -> add(" JOIN ").add(table(second)).add(" ON ").add(condition(1));
        }
    }

    private String condition(int depth) {
        if (depth > 0 && oneIn(3)) {
            return condition(depth - 1) + (oneIn(2) ? " AND " : " OR ") + condition(depth - 1);
        }
        if (depth > 0 && oneIn(8)) {
            return "NOT (" + condition(depth - 1) + ")";
        }
        String name = anyName(true);
        return switch (random.nextInt(12)) {
            case 0 -> anyNumber() + " > " + parameter(false);
            case 1 -> anyNumber() + " = " + anyNumber();
            case 2 -> name + " = " + anyName(true);
            case 3 -> name + " IS NULL";
            case 4 -> name + " IN (" + beside(name) + ", " + beside(name) + ")";
            case 5 -> name + " <> " + beside(name);
            case 6 -> "coalesce(" + name + ", " + beside(name) + ") = " + beside(name);
            case 7 -> name + (mySql ? " <=> " : " IS DISTINCT FROM ") + beside(name);
            case 8 -> depth > 0 ? exists() : anyName(false) + " IS NOT NULL";
            case 9 -> depth > 0 ? membership() : anyNumber() + " < " + parameter(false);
            case 10 -> oneIn(3) ? name + " LIKE " + beside(name) : anyNumber() + " IN (1, 2)";
            default -> name + " = " + beside(name);
        };
    }

    /** Where no table has an encrypted column the server may see what is compared. */
    private String beside(String name) {
        return parameter(!name.equals(NONE));
    }

    private String exists() {
        Used inner = use(anyTable());
        String condition = condition(0) + " AND " + condition(0);
        used.remove(inner);
        return (oneIn(2) ? "EXISTS" : "NOT EXISTS") + " (SELECT 1 FROM " + table(inner) + " WHERE " + condition + ")";
    }

    private String membership() {
        String left = anyName(true);
        Used inner = use(any(List.of("customer", "employee")));
        String item = name(inner, inner.columns().get(1 + random.nextInt(2)));
        used.remove(inner);
        return left + " IN (SELECT " + item + " FROM " + table(inner) + ")";
    }

    /** An item's text is drawn before FROM is written, so the tables are chosen first. */
    private void select() {
        from();
        String from = text.toString();
        text.setLength(0);
        List<Object> ofFrom = List.copyOf(parameters);
        parameters.clear();
        boolean grouped = oneIn(4);
        List<String> keys = new ArrayList<>();
        List<String> items = new ArrayList<>();
        String label = any(List.of("x", "age", "total", mayLabel("email"), mayLabel("ssn")));
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            if (grouped) {
                String key = anyName(oneIn(2));
                keys.add(key);
                items.add(key + (oneIn(3) ? " AS " + label : ""));
            } else {
                items.add(item(label, i));
            }
        }
        if (grouped) {
            items.add("count(*) AS n");
            if (oneIn(2)) {
                items.add("count(DISTINCT " + anyName(true) + ") AS m");
            }
        }
        add("SELECT ");
        boolean distinct = !grouped && oneIn(6);
        add(distinct ? "DISTINCT " : "").add(String.join(", ", items));
        parameters.addAll(ofFrom);
        add(from);
        if (!oneIn(3)) {
            add(" WHERE ").add(condition(2));
        }
        if (grouped) {
            boolean byLabel = keys.size() == 1 && items.get(0).endsWith(" AS " + label) && oneIn(2);
            add(" GROUP BY ").add(byLabel ? label : String.join(", ", keys));
        }
        // Without groups H2 gives rows that WHERE has left out.
        if (oneIn(grouped ? 2 : 12) && (grouped || mySql)) {
            boolean encryptedLabel = label.equals("email") || label.equals("ssn");
            add(" HAVING ");
            switch (random.nextInt(3)) {
                case 0 -> add(grouped ? "count(*) > 0" : "1 = 1"); // else one of all rows is shown
                case 1 -> add(label + " = ").add(parameter(encryptedLabel));
                default -> add(condition(0));
            }
        }
        if (!grouped && !distinct && oneIn(5)) {
            add(" ORDER BY ").add(any(List.of("1", label, anyName(false), anyName(oneIn(3)))));
        }
    }

    /** The name of an encrypted column is a label where a table has such a column, so that it must not be taken for plain. */
    private String mayLabel(String name) {
        return used.stream()
                        .flatMap(one -> one.columns().stream())
                        .anyMatch(column -> column.name().equals(name))
                ? name
                : "y";
    }

    private String item(String label, int index) {
        boolean labels = index == 0 && oneIn(2);
        return switch (random.nextInt(labels ? 4 : 8)) {
            case 0 -> anyName(true) + (labels ? " AS " + label : "");
            case 1 -> anyName(false) + (labels ? " AS " + label : "");
            case 2 -> {
                String name = anyName(true);
                yield "coalesce(" + name + ", " + beside(name) + ") AS " + (labels ? label : "k" + index);
            }
            case 3 -> "CASE WHEN " + condition(0) + " THEN 1 ELSE 0 END AS " + (labels ? label : "w" + index);
            case 4 -> index == 0 ? "*" : anyName(false); // elsewhere MariaDB takes none
            case 5 -> correlation(any(used)) + ".*";
            default -> anyName(oneIn(2));
        };
    }

    private void insert() {
        String table = any(List.of("customer", "employee"));
        String encrypted = table.equals("customer") ? "email" : "mail";
        String plain = table.equals("customer") ? "age" : "boss";
        add("INSERT INTO " + table + " (id, " + inAnyCase(encrypted) + ", ssn, " + plain + ") ");
        if (oneIn(2)) {
            add("VALUES (" + (50 + random.nextInt(3)) + ", " + parameter(true) + ", " + stored() + ", "
                    + parameter(false) + ")");
        } else {
            Used from = use(any(List.of("customer", "employee")));
            add("SELECT " + correlation(from) + ".id + 60, "
                    + name(from, from.columns().get(1)) + ", "
                    + name(from, from.columns().get(2)) + ", 1 FROM " + table(from) + " WHERE " + condition(1));
        }
    }

    private String stored() {
        return switch (random.nextInt(8)) {
            case 0 -> "NULL";
            case 1 -> "DEFAULT";
            case 2 -> "upper(" + parameter(true) + ")";
            default -> parameter(true);
        };
    }

    private void update() {
        Used one = use(any(List.of("customer", "customer", "employee")));
        boolean join = mySql && oneIn(2);
        if (join) {
            Used other = use(anyTable());
            String on = condition(0);
            add("UPDATE " + table(one) + " JOIN " + table(other) + " ON " + on);
        } else {
            add("UPDATE " + table(one));
        }
        add(" SET ");
        int count = 1 + random.nextInt(2);
        List<String> assigned = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Column column = one.columns().get(1 + random.nextInt(4));
            if (assigned.contains(column.name())) {
                continue;
            }
            add(assigned.isEmpty() ? "" : ", ").add(oneIn(2) ? correlation(one) + "." : "");
            assigned.add(column.name());
            add(inAnyCase(column.name()) + " = ");
            if (column.name().equals("name")) {
                add("'zed'");
            } else if (!column.encrypted()) {
                add(join || oneIn(2) ? parameter(false) : "CASE WHEN " + condition(0) + " THEN 5 ELSE 6 END");
            } else {
                // Of several rows that a join finds, any may be taken.
                add(
                        switch (random.nextInt(join ? 3 : 7)) {
                            case 0 -> "NULL";
                            case 1 -> "coalesce(" + name(one, column) + ", " + parameter(true) + ")";
                            case 2 -> parameter(true);
                            case 5 ->
                                "CASE WHEN " + condition(0) + " THEN " + parameter(true) + " ELSE " + name(one, column)
                                        + " END";
                            case 3 -> anyName(true);
                            case 4 -> "upper(" + parameter(true) + ")";
                            default -> parameter(true);
                        });
            }
        }
        add(" WHERE ").add(condition(1));
    }

    private void delete() {
        Used one = use(anyTable());
        if (mySql && oneIn(2)) {
            Used other = use(anyTable());
            add("DELETE " + correlation(oneIn(4) ? other : one) + " FROM " + table(one) + " JOIN " + table(other)
                            + " ON ")
                    .add(condition(0));
        } else {
            add("DELETE FROM " + one.table());
            used.set(0, new Used(one.table(), "", one.columns()));
        }
        add(" WHERE ").add(condition(1));
    }

    private void upsert() {
        String id = String.valueOf(1 + random.nextInt(6));
        if (!mySql) {
            add("MERGE INTO customer (id, email, ssn) KEY (" + any(List.of("id", "id", "ssn", "email")) + ") VALUES ("
                    + id + ", " + parameter(true) + ", " + parameter(true) + ")");
            return;
        }
        use("customer");
        used.set(0, new Used("customer", "", CUSTOMER));
        if (oneIn(3)) {
            add("REPLACE INTO customer (id, email, ssn) VALUES (" + id + ", " + stored() + ", " + parameter(true)
                    + ")");
            return;
        }
        add("INSERT INTO customer (id, email, ssn) VALUES (" + id + ", " + parameter(true) + ", " + parameter(true)
                + ") ON DUPLICATE KEY UPDATE ");
        add(any(List.of("email", "EMAIL")) + " = ");
        add(
                switch (random.nextInt(5)) {
                    case 0 -> "VALUES(email)";
                    case 1 -> "coalesce(VALUES(Email), email)";
                    case 2 -> "CASE WHEN " + condition(0) + " THEN VALUES(email) ELSE email END";
                    case 3 -> "NULL";
                    default -> parameter(true);
                });
        add(oneIn(2) ? ", age = age + 1" : ", ssn = VALUES(ssn)");
    }
}

package dev.furoshiki.jdbc.hunt;

import java.util.Random;
import java.util.Set;

/**
 * A column of a table or of a query.
 *
 * @param name as the server stores it
 * @param domain whose values it holds; empty for a plain one
 */
record Column(String name, HuntType type, Role role, String domain) {

    private static final Set<String> RESERVED = Set.of("limit", "select", "order");

    static Column plain(String name, HuntType type) {
        return new Column(name, type, Role.PLAIN, "");
    }

    static Column encrypted(String name, HuntType type, Role role, String domain) {
        return new Column(name, type, role, domain);
    }

    Column named(String other) {
        return new Column(other, type, role, domain);
    }

    /** Whether values of both can be held against each other by the server. */
    boolean isLike(Column other) {
        return domain.equals(other.domain) && type == other.type && role == other.role;
    }

    /** The name in one of the forms that mean it. */
    String written(HuntDialect dialect, Random random) {
        return written(name, dialect, random);
    }

    static String written(String name, HuntDialect dialect, Random random) {
        boolean simple = name.matches("[a-z_][a-z0-9_]*") && !RESERVED.contains(name);
        return switch (simple ? random.nextInt(6) : 0) {
            case 0 -> dialect.quoted(name);
            case 1 -> dialect.otherCase(name);
            default -> name;
        };
    }
}

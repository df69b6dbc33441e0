package dev.furoshiki.jdbc.hunt;

import java.util.Random;

/**
 * A column of a table or of a query.
 *
 * @param name as the server stores it
 * @param domain whose values it holds; empty for a plain one
 */
record Column(String name, HuntType type, Role role, String domain) {

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
        return written(name, dialect.otherCase(name), dialect, random);
    }

    /** What a table or a query goes by. */
    static String alias(String name, HuntDialect dialect, Random random) {
        return written(name, dialect.otherCaseOfTable(name), dialect, random);
    }

    private static String written(String name, String otherCase, HuntDialect dialect, Random random) {
        boolean simple = name.matches("[a-z_][a-z0-9_]*") && !dialect.isReserved(name);
        return switch (simple ? random.nextInt(6) : 0) {
            case 0 -> dialect.quoted(name);
            case 1 -> otherCase;
            default -> name;
        };
    }
}

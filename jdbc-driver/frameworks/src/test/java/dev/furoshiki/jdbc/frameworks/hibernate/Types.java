package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.frameworks.twin.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Version;

/**
 * The SQL types that Hibernate gives the attributes of {@link EveryType}: those that follow from the code are PostgreSQL's, so
 * that on other servers a policy says which columns of it are encrypted.
 */
final class Types {

    private static final String PACKAGE = "dev.furoshiki.jdbc.frameworks.hibernate";

    private Types() {}

    /** What {@code furoshiki.entities} is to name. */
    static String annotated(Server server) {
        return server == Server.POSTGRESQL
                ? PACKAGE
                : Stream.of(Patient.class, Doctor.class, Visit.class, Surgery.class, Checkup.class, Claim.class)
                        .map(Class::getName)
                        .collect(Collectors.joining(","));
    }

    /** Hibernate 6.6 drops sequences of MariaDB that are not there, which ends where errors are to. */
    static String creation(Server server) {
        boolean failsToDrop =
                server == Server.MARIADB && Version.getVersionString().startsWith("6.");
        return failsToDrop ? "create-only" : "create";
    }

    /** The driver's properties. */
    static Map<String, String> policy(Server server) throws IOException {
        Map<String, String> types = new LinkedHashMap<>();
        switch (server) {
            case POSTGRESQL -> {
                return Map.of();
            }
            case MARIADB -> {
                types.put("small", "smallint");
                types.put("normal", "integer");
                types.put("big", "bigint");
                types.put("truth", "boolean");
                types.put("exact", "decimal(14,3)");
                types.put("words", "varchar(50)");
                types.put("on_day", "date");
                types.put("moment", "datetime(6)");
                types.put("at_instant", "datetime(6)");
                types.put("zoned", "datetime(6)");
                types.put("uuid", "uuid");
                types.put("raw", "varbinary(255)");
                types.put("converted", "varchar(255)");
            }
            case H2 -> {
                types.put("SMALL", "smallint");
                types.put("NORMAL", "integer");
                types.put("BIG", "bigint");
                types.put("TRUTH", "boolean");
                types.put("EXACT", "numeric(14,3)");
                types.put("WORDS", "varchar(50)");
                types.put("ON_DAY", "date");
                types.put("MOMENT", "timestamp(6)");
                types.put("AT_INSTANT", "timestamp(6) with time zone");
                types.put("ZONED", "timestamp(6) with time zone");
                types.put("UUID", "uuid");
                types.put("RAW", "varbinary(255)");
                types.put("CONVERTED", "varchar(255)");
            }
        }
        String table = server == Server.H2 ? "EVERY_TYPE" : "every_type";
        Path policy = Files.createTempFile("policy", ".yaml");
        policy.toFile().deleteOnExit();
        Files.writeString(
                policy,
                types.entrySet().stream()
                        .map(one -> "    " + one.getKey() + ": {type: \"" + one.getValue()
                                + "\", key: alias/pii, index: EQUALITY}\n")
                        .collect(Collectors.joining("", "tables:\n  " + table + ":\n", "")));
        return Map.of("furoshiki.policy", policy.toString());
    }
}

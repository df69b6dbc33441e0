package dev.furoshiki.jdbc;

import java.sql.DriverPropertyInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a {@code jdbc:furoshiki:} connection: in the URL's query (percent-encoded) or in {@link
 * java.util.Properties}. None of them reaches PostgreSQL's driver. None of them is a secret: secrets are named by file or
 * environment variable.
 */
public enum DriverProperty {
    /** The key service. */
    KEYS(
            "keys",
            null,
            "URI of the key service, such as embedded:/var/lib/app/keys?passphraseFile=/run/secrets/keys. Required. In a URL,"
                    + " write an ampersand inside it as %26."),
    /** Annotations in a file. */
    POLICY("policy", null, "Path of a YAML file that says which columns are encrypted, and how. Optional."),
    /** Annotations in classes. */
    ENTITIES(
            "entities",
            "*",
            "Comma-separated names of classes or packages: which of the classes with @Encrypted members on the class path are"
                    + " stored in this database; * for all, none for none."),
    /** What is done about a database without a catalogue. */
    CATALOG(
            "catalog",
            "require",
            "Whether the database must have a catalogue already (require), or gets one, and what the policy adds to it"
                    + " (create), of tables too that a CREATE TABLE through this driver is yet to make (createTables).",
            "require",
            "create",
            "createTables"),
    /** What the catalogue must be. */
    CATALOG_PIN(
            "catalogPin",
            null,
            "<database id>:<minimum version>: the catalogue must be that database's, and not older. Optional; without it, a"
                    + " catalogue that was put back to an older state is noticed only by a process that saw the newer"
                    + " one."),
    /** The key of a new catalogue. */
    CATALOG_KEY(
            "catalogKey",
            null,
            "Key that a new catalogue is authenticated under, such as alias/catalogue. Optional: else the first annotation's"
                    + " key."),
    /** How long the catalogue is relied on. */
    CATALOG_MAX_AGE(
            "catalogMaxAge",
            "PT1S",
            "How long a change of the catalogue by another process may go unnoticed, and how long a process that cannot read"
                    + " it works on: an ISO 8601 duration of at most an hour."),
    /** Routines that reach no encrypted table. */
    ROUTINES(
            "routines",
            null,
            "Comma-separated names of the application's own routines that reach no encrypted table; * for all, at your word."
                    + " Optional.");

    /** What the name of each begins with. */
    public static final String PREFIX = "furoshiki.";

    private final String key;
    private final @Nullable String defaultValue;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> choices;

    DriverProperty(String name, @Nullable String defaultValue, String description, String... choices) {
        this.key = PREFIX + name;
        this.defaultValue = defaultValue;
        this.description = description;
        this.choices = List.of(choices);
    }

    /** The name, such as {@code furoshiki.keys}. */
    public String key() {
        return key;
    }

    /** What holds where nothing is set, if there is something. */
    public Optional<String> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** One sentence or two, for people. */
    public String description() {
        return description;
    }

    /** All values there are; empty where any will do. */
    public List<String> choices() {
        return choices;
    }

    /** The property of that name. */
    public static Optional<DriverProperty> named(String key) {
        return Arrays.stream(values())
                .filter(property -> property.key.equals(key))
                .findFirst();
    }

    DriverPropertyInfo info(Map<DriverProperty, String> values) {
        DriverPropertyInfo info = new DriverPropertyInfo(key, values.getOrDefault(this, defaultValue));
        info.description = description;
        info.required = this == KEYS;
        info.choices = choices.isEmpty() ? null : choices.toArray(String[]::new);
        return info;
    }
}

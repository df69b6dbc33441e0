package dev.furoshiki.jdbc;

import dev.furoshiki.jdbc.catalog.CatalogOptions;
import dev.furoshiki.jdbc.catalog.CatalogPin;
import dev.furoshiki.jdbc.catalog.NearestName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The values of our own properties, checked one by one as they are put in. Not thread-safe. */
final class PropertyValues {

    private static final Duration GREATEST_AGE = Duration.ofHours(1);
    private static final Pattern SECRET =
            Pattern.compile("(?i)(?!.*catalog).*(pass|secret|pin$|token|rootkey|credential).*");

    private final Map<DriverProperty, String> values = new EnumMap<>(DriverProperty.class);

    /**
     * Takes a property that begins with {@link DriverProperty#PREFIX}.
     *
     * @throws DriverPropertyException when it is unknown, or was given before with another value
     */
    void put(String key, String value) throws DriverPropertyException {
        DriverProperty property = DriverProperty.named(key).orElse(null);
        if (property == null) {
            throw new DriverPropertyException("there is no property " + key
                    + (SECRET.matcher(key).matches()
                            ? "; secrets are never given to the driver, but named in furoshiki.keys by file or"
                                    + " environment variable, such as"
                                    + " embedded:/var/lib/app/keys?passphraseFile=/run/secrets/keys"
                            : hint(key)));
        }
        put(property, value);
    }

    void put(DriverProperty property, String value) throws DriverPropertyException {
        String known = values.putIfAbsent(property, value);
        if (known != null && !known.equals(value)) {
            throw new DriverPropertyException(
                    property.key() + " is given twice, with different values: once in the URL,"
                            + " once in the properties; leave one out");
        }
        if (!property.choices().isEmpty() && !property.choices().contains(value)) {
            throw new DriverPropertyException(property.key() + " is one of " + String.join(", ", property.choices())
                    + NearestName.of(value, property.choices())
                            .map(nearest -> "; did you mean " + nearest + "?")
                            .orElse(""));
        }
        if (value.isBlank()) {
            throw new DriverPropertyException(property.key() + " is empty; give it a value, or leave it out");
        }
    }

    private static String hint(String key) {
        return NearestName.hint(
                key,
                Arrays.stream(DriverProperty.values()).map(DriverProperty::key).toList());
    }

    Map<DriverProperty, String> asMap() {
        return Map.copyOf(values);
    }

    Optional<String> get(DriverProperty property) {
        return Optional.ofNullable(values.get(property)).or(property::defaultValue);
    }

    String keys() throws DriverPropertyException {
        return get(DriverProperty.KEYS)
                .orElseThrow(() -> new DriverPropertyException("furoshiki.keys is missing: which key service is to be"
                        + " used, such as embedded:/var/lib/app/keys?passphraseFile=/run/secrets/keys"));
    }

    Duration catalogMaxAge() throws DriverPropertyException {
        String text = get(DriverProperty.CATALOG_MAX_AGE).orElseThrow();
        try {
            Duration age = Duration.parse(text);
            if (age.isNegative() || age.compareTo(GREATEST_AGE) > 0) {
                throw new DriverPropertyException("furoshiki.catalogMaxAge is between PT0S and PT1H");
            }
            return age;
        } catch (DateTimeParseException notDuration) {
            throw new DriverPropertyException(
                    "furoshiki.catalogMaxAge is an ISO 8601 duration, such as PT1S or PT0.5S", notDuration);
        }
    }

    CatalogOptions catalogOptions() throws DriverPropertyException {
        CatalogOptions options = CatalogOptions.defaults();
        String catalog = get(DriverProperty.CATALOG).orElseThrow();
        if (catalog.equals("create")) {
            options = options.creating();
        } else if (catalog.equals("createTables")) {
            options = options.creatingTables();
        }
        Optional<String> key = get(DriverProperty.CATALOG_KEY);
        if (key.isPresent()) {
            options = options.withCatalogKey(key.get());
        }
        Optional<String> policy = get(DriverProperty.POLICY);
        if (policy.isPresent()) {
            options = options.withPolicy(path(policy.get()));
        }
        Optional<String> pin = get(DriverProperty.CATALOG_PIN);
        if (pin.isPresent()) {
            options = options.withPin(pin(pin.get()));
        }
        options = options.withEntities(entities(get(DriverProperty.ENTITIES).orElseThrow()));
        Optional<String> routines = get(DriverProperty.ROUTINES);
        return routines.isPresent() ? options.withRoutines(names(routines.get())) : options;
    }

    private static Path path(String text) throws DriverPropertyException {
        try {
            return Path.of(text);
        } catch (InvalidPathException invalid) {
            throw new DriverPropertyException("furoshiki.policy is no path on this system", invalid);
        }
    }

    private static Set<String> entities(String text) throws DriverPropertyException {
        if (text.equals("none")) {
            return Set.of();
        }
        Set<String> names = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        if (names.isEmpty()) {
            // Else classes with @Encrypted members would go unread without anybody having said so.
            throw new DriverPropertyException(
                    "furoshiki.entities names no class or package; write none if none is stored in this database");
        }
        return names;
    }

    private static CatalogPin pin(String text) throws DriverPropertyException {
        try {
            return CatalogPin.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new DriverPropertyException("furoshiki.catalogPin: " + malformed.getMessage(), malformed);
        }
    }

    private static Set<String> names(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}

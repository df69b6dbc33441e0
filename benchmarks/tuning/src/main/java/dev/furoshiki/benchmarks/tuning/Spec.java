package dev.furoshiki.benchmarks.tuning;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A name with parameters, {@code zipf?tenants=1000&length=1h}: each parameter is to be asked for. Not thread-safe. */
final class Spec {

    private static final Pattern MILLIS = Pattern.compile("(\\d+)ms");

    private final String text;
    private final String name;
    private final Map<String, String> unread = new LinkedHashMap<>();

    private Spec(String text, String name) {
        this.text = text;
        this.name = name;
    }

    /** @throws IllegalArgumentException when it is none */
    static Spec parse(String text) {
        String[] parts = text.strip().split("\\?", 2);
        Spec spec = new Spec(text.strip(), parts[0]);
        if (parts.length == 2) {
            for (String parameter : parts[1].split("&", -1)) {
                String[] sides = parameter.split("=", 2);
                if (sides.length != 2 || spec.unread.put(sides[0], sides[1]) != null) {
                    throw new IllegalArgumentException(
                            "'" + spec.text + "' is no name, ?, and parameters with & between: '" + parameter + "'");
                }
            }
        }
        return spec;
    }

    String name() {
        return name;
    }

    String text(String parameter) {
        String value = unread.remove(parameter);
        if (value == null) {
            throw new IllegalArgumentException("'" + text + "' does not say its " + parameter);
        }
        return value;
    }

    String text(String parameter, String otherwise) {
        String value = unread.remove(parameter);
        return value == null ? otherwise : value;
    }

    int whole(String parameter, int otherwise) {
        return Integer.parseInt(text(parameter, "" + otherwise));
    }

    double number(String parameter, double otherwise) {
        return Double.parseDouble(text(parameter, "" + otherwise));
    }

    Duration duration(String parameter, String otherwise) {
        return duration(text(parameter, otherwise));
    }

    /** @throws IllegalArgumentException when there are parameters that nobody has asked for */
    void requireAllRead() {
        if (!unread.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' has what is not known: " + unread.keySet());
        }
    }

    /** @throws java.time.format.DateTimeParseException when it is none */
    static Duration duration(String value) {
        Matcher millis = MILLIS.matcher(value);
        if (millis.matches()) {
            return Duration.ofMillis(Long.parseLong(millis.group(1)));
        }
        String upper = value.toUpperCase(Locale.ROOT);
        if (upper.equals("0")) {
            return Duration.ZERO;
        }
        return Duration.parse(upper.startsWith("P") ? upper : (upper.endsWith("D") ? "P" : "PT") + upper);
    }
}

package dev.furoshiki.testing.documents;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One test vector of a format page: named values. */
public final class Vector {

    private final String title;
    private final Map<String, String> values = new LinkedHashMap<>();

    Vector(String title) {
        this.title = title;
    }

    void add(String line) {
        if (line.startsWith(" ")) {
            String last = List.copyOf(values.keySet()).get(values.size() - 1);
            values.merge(last, line.strip(), String::concat);
        } else {
            String[] parts = line.split(" {2,}", 2);
            values.put(parts[0], parts[1]);
        }
    }

    /** The value as it stands. */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the vector \"" + title + "\" has no " + name);
        }
        return value;
    }

    /** The value as a decimal number. */
    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** The value as hexadecimal bytes; {@code -} is none. */
    public byte[] bytes(String name) {
        return text(name).equals("-") ? new byte[0] : HexFormat.of().parseHex(text(name));
    }

    /** Whether there is a value of that name. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    @Override
    public String toString() {
        return title;
    }
}

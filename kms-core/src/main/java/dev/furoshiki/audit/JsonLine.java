package dev.furoshiki.audit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON text (RFC 8259) of maps, lists, strings, numbers, booleans and null, without a line break in it. */
final class JsonLine {

    private final StringBuilder text = new StringBuilder();

    private JsonLine() {}

    static String of(Map<String, ? extends @Nullable Object> object) {
        JsonLine line = new JsonLine();
        line.object(object);
        return line.text.toString();
    }

    private void value(@Nullable Object value) {
        if (value instanceof String string) {
            string(string);
        } else if (value instanceof Map<?, ?> object) {
            object(object);
        } else if (value instanceof Iterable<?> array) {
            array(array);
        } else if (value == null || value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            text.append(value);
        } else {
            throw new IllegalArgumentException("no JSON for " + value.getClass().getName());
        }
    }

    private void object(Map<?, ?> object) {
        text.append('{');
        String separator = "";
        for (Map.Entry<?, ?> member : object.entrySet()) {
            text.append(separator);
            string((String) member.getKey());
            text.append(':');
            value(member.getValue());
            separator = ",";
        }
        text.append('}');
    }

    private void array(Iterable<?> array) {
        text.append('[');
        String separator = "";
        for (Object element : array) {
            text.append(separator);
            value(element);
            separator = ",";
        }
        text.append(']');
    }

    private void string(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            character(string, i);
        }
        text.append('"');
    }

    private void character(String string, int i) {
        char c = string.charAt(i);
        if (c == '"' || c == '\\') {
            text.append('\\').append(c);
        } else if (c < 0x20 || c == 0x7f || c == '\u2028' || c == '\u2029' || isLoneSurrogate(string, i)) {
            // Line separators too: some readers of lines split there.
            text.append(String.format("\\u%04x", (int) c));
        } else {
            text.append(c);
        }
    }

    private static boolean isLoneSurrogate(String string, int i) {
        char c = string.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == string.length() || !Character.isLowSurrogate(string.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(string.charAt(i - 1)));
    }
}

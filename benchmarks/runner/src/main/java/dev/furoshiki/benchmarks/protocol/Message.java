package dev.furoshiki.benchmarks.protocol;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One line between runner and subject: {@code @furoshiki verb name=value name=value}, values form-encoded. Lines that do
 * not begin so are not ours (a JVM may print warnings on its standard output).
 *
 * @param verb what is asked or answered
 * @param values by name
 */
public record Message(String verb, Map<String, String> values) {

    private static final String MARK = "@furoshiki ";

    public Message {
        values = Map.copyOf(values);
    }

    public static Message of(String verb) {
        return new Message(verb, Map.of());
    }

    /** The same message with one value more. */
    public Message with(String name, Object value) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(name, value.toString());
        return new Message(verb, more);
    }

    /**
     * The value of that name.
     *
     * @throws IllegalArgumentException when it is missing
     */
    public String require(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the message '" + verb + "' has no value '" + name + "'");
        }
        return value;
    }

    /** {@link #require} as a number. */
    public long number(String name) {
        return Long.parseLong(require(name));
    }

    /** The line, without its end. */
    public String encoded() {
        StringBuilder line = new StringBuilder(MARK).append(encode(verb));
        new TreeMap<>(values)
                .forEach((name, value) ->
                        line.append(' ').append(encode(name)).append('=').append(encode(value)));
        return line.toString();
    }

    /** The message in a line, or nothing when the line is not ours. */
    public static Optional<Message> decode(String line) {
        if (!line.startsWith(MARK)) {
            return Optional.empty();
        }
        String[] words = line.substring(MARK.length()).split(" ", -1);
        Map<String, String> values = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("no '=' in '" + words[i] + "' of '" + line + "'");
            }
            values.put(decodeText(words[i].substring(0, equals)), decodeText(words[i].substring(equals + 1)));
        }
        return Optional.of(new Message(decodeText(words[0]), values));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decodeText(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}

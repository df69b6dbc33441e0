package dev.furoshiki.jdbc.canary;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Plaintexts of several types that are easy to find again, and the forms in which they could have got somewhere. */
final class Canary {

    static final String TEXT = "CANARY-4711-indigo";
    static final long NUMBER = 7_318_204_956_137_284L;
    static final int INTEGER = 1_904_827_365;
    static final BigDecimal DECIMAL = new BigDecimal("846219357318.64");
    static final LocalDate DATE = LocalDate.of(1987, 3, 19);
    static final LocalDateTime TIMESTAMP = LocalDateTime.of(1987, 3, 19, 21, 43, 5, 617_283_000);
    static final UUID ID = UUID.fromString("5b1e8f60-93d7-4c2a-a8f4-d06e7b39c182");
    static final byte[] BYTES = "CANARY-BYTES".getBytes(UTF_8);

    /** As many characters as each form has at least. */
    private static final int BEGINNING = 3;

    /** From the form to what it is a form of. */
    private static final Map<String, String> FORMS = forms();

    /** What the forms begin with, since there are many of them, and much to look through. */
    private static final boolean[] BEGINNINGS = beginnings();

    private Canary() {}

    static Timestamp sqlTimestamp() {
        return Timestamp.valueOf(TIMESTAMP);
    }

    /** Which canary, in what form, is in it, if any is. */
    static Optional<String> foundIn(String everything) {
        char[] characters = everything.toCharArray();
        for (int at = 0; at + BEGINNING <= characters.length; at++) {
            if (BEGINNINGS[beginning(characters[at], characters[at + 1], characters[at + 2])]) {
                for (Map.Entry<String, String> form : FORMS.entrySet()) {
                    if (everything.startsWith(form.getKey(), at)) {
                        return Optional.of(form.getValue() + " as " + form.getKey());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean[] beginnings() {
        boolean[] beginnings = new boolean[1 << Character.SIZE];
        for (String form : FORMS.keySet()) {
            beginnings[beginning(form.charAt(0), form.charAt(1), form.charAt(2))] = true;
        }
        return beginnings;
    }

    /** The same for the same characters, and small. */
    private static int beginning(char first, char second, char third) {
        return (first * 31 + second) * 31 + third & 0xFFFF;
    }

    private static Map<String, String> forms() {
        Map<String, String> forms = new LinkedHashMap<>();
        for (String text : new String[] {TEXT, "CANARY-BYTES"}) {
            add(forms, text, text, text.toLowerCase(Locale.ROOT), reversed(text));
            addBytes(forms, text, text.getBytes(UTF_8));
            addBytes(forms, text + " UTF-16BE", text.getBytes(UTF_16BE));
            addBytes(forms, text + " UTF-16LE", text.getBytes(UTF_16LE));
        }
        // Whatever is cut off behind or before still shows these.
        add(forms, "part of the text", "CANARY", "indigo");
        addNumber(forms, NUMBER);
        add(forms, "integer", String.valueOf(INTEGER), reversed(String.valueOf(INTEGER)));
        String unscaled = DECIMAL.unscaledValue().toString();
        add(forms, "decimal", DECIMAL.toPlainString(), unscaled, reversed(unscaled), "846219357318");
        add(forms, "date", "1987-03-19", "19870319", "19.03.1987", "03/19/1987", "19 Mar 1987", "Mar 19");
        add(forms, "timestamp", "21:43:05", "05.617283");
        String id = ID.toString();
        add(forms, "uuid", id, id.replace("-", ""), id.toUpperCase(Locale.ROOT));
        addBytes(
                forms,
                "uuid",
                ByteBuffer.allocate(16)
                        .putLong(ID.getMostSignificantBits())
                        .putLong(ID.getLeastSignificantBits())
                        .array());
        return forms;
    }

    private static void addNumber(Map<String, String> forms, long number) {
        String digits = String.valueOf(number);
        add(forms, "number", digits, reversed(digits), Long.toHexString(number));
        addBytes(forms, "number", ByteBuffer.allocate(8).putLong(number).array());
        addBytes(
                forms,
                "number",
                ByteBuffer.allocate(8).putLong(Long.reverseBytes(number)).array());
    }

    private static void add(Map<String, String> forms, String what, String... found) {
        for (String form : found) {
            forms.put(form, what);
        }
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    /** In hexadecimal, in base64 wherever it stands in what was encoded, and as Java prints arrays. */
    private static void addBytes(Map<String, String> forms, String what, byte[] bytes) {
        add(
                forms,
                what,
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes));
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            String inner = encoded.substring(before == 0 ? 0 : 4, encoded.length() - 2);
            add(forms, what, inner, inner.replace('+', '-').replace('/', '_'));
        }
        add(forms, what, Arrays.toString(bytes).replace("[", "").replace("]", ""));
    }
}

package dev.furoshiki.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A plaintext that is easy to find again, and the forms in which it could have got somewhere. */
final class Canary {

    static final String TEXT = "CANARY-4711-indigo-furoshiki";

    private static final List<String> FORMS = forms();

    private Canary() {}

    /** The text over and over, at least so many bytes. */
    static byte[] content(int leastBytes) {
        return TEXT.repeat(leastBytes / TEXT.length() + 1).getBytes(UTF_8);
    }

    /** Whether some form of the text is in it; bytes of more than ASCII are to be given as ISO-8859-1. */
    static boolean isIn(String everything) {
        return FORMS.stream().anyMatch(everything::contains);
    }

    static boolean isIn(byte[] everything) {
        return isIn(new String(everything, ISO_8859_1));
    }

    private static List<String> forms() {
        byte[] text = TEXT.getBytes(UTF_8);
        HexFormat hex = HexFormat.of();
        List<String> forms = new ArrayList<>(List.of("CANARY", "indigo"));
        forms.add(hex.formatHex(text, 0, 6));
        forms.add(hex.withUpperCase().formatHex(text, 0, 6));
        for (int before = 0; before < 3; before++) {
            // Wherever the text stands in what was encoded, its inner characters are these.
            byte[] shifted = new byte[before + text.length];
            System.arraycopy(text, 0, shifted, before, text.length);
            String encoded = Base64.getEncoder().encodeToString(shifted);
            forms.add(encoded.substring(4, 16));
            forms.add(encoded.substring(4, 16).replace('+', '-').replace('/', '_'));
        }
        forms.add(Arrays.toString(Arrays.copyOf(text, 6)).replace("[", "").replace("]", ""));
        return forms;
    }
}

package dev.furoshiki.testing.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** A secret that must not be seen, in the forms in which it might be: as text, hexadecimal, Base64, decimal. Immutable. */
public final class Canary {

    private final Set<String> forms = new LinkedHashSet<>();

    private Canary(byte[] secret) {
        forms.add(new String(secret, StandardCharsets.ISO_8859_1));
        forms.add(new String(secret, StandardCharsets.UTF_8));
        forms.add(HexFormat.of().formatHex(secret));
        forms.add(HexFormat.of().formatHex(secret).toUpperCase(Locale.ROOT));
        // Whole groups of three: the last one depends on what follows.
        byte[] whole = Arrays.copyOf(secret, secret.length - secret.length % 3);
        forms.add(Base64.getEncoder().encodeToString(whole));
        forms.add(Base64.getUrlEncoder().encodeToString(whole));
        String decimal = Arrays.toString(secret);
        forms.add(decimal.substring(1, decimal.length() - 1));
    }

    /** What must not be seen: at least 8 bytes, since shorter ones are found by chance. */
    public static Canary of(byte[] secret) {
        if (secret.length < 8) {
            throw new IllegalArgumentException("a canary has at least 8 bytes, not " + secret.length);
        }
        return new Canary(secret);
    }

    /** Fails when the text shows the secret. */
    public void assertNotIn(String text) {
        assertThat(text).doesNotContain(forms);
    }

    /** Fails when the exception, its trace, or one that it carries shows the secret. */
    public void assertNotIn(Throwable thrown) {
        StringWriter printed = new StringWriter();
        thrown.printStackTrace(new PrintWriter(printed, true));
        assertNotIn(printed.toString());
    }
}

package dev.furoshiki.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of key services. */
class KeyProviderUriTest {

    @Test
    void schemePathAndOptionsInOrder() {
        KeyProviderUri uri = KeyProviderUri.parse("embedded:/var/keys?passphraseFile=/run/a=b&create=true");
        assertThat(uri.scheme()).isEqualTo("embedded");
        assertThat(uri.path()).isEqualTo("/var/keys");
        assertThat(uri.options()).containsExactly(Map.entry("passphraseFile", "/run/a=b"), Map.entry("create", "true"));
        assertThat(uri.option("create")).contains("true");
        assertThat(uri.option("other")).isEmpty();
    }

    @Test
    void percentIsDecodedAndPlusIsNot() {
        KeyProviderUri uri = KeyProviderUri.parse("embedded:/a+b%20c%3Fd?passphraseFile=/x%26y%C3%A9");
        assertThat(uri.path()).isEqualTo("/a+b c?d");
        assertThat(uri.option("passphraseFile")).contains("/x&yé");
    }

    @Property(tries = 300)
    void whateverIsEncodedComesBack(
            @ForAll String path,
            @ForAll @AlphaChars @StringLength(min = 12, max = 20) String name,
            @ForAll String value) {
        // Lone surrogates have no UTF-8.
        String cleanPath = clean(path);
        String cleanValue = clean(value);
        KeyProviderUri uri = KeyProviderUri.parse("x:" + encode(cleanPath) + "?" + name + "=" + encode(cleanValue));
        assertThat(uri.path()).isEqualTo(cleanPath);
        assertThat(uri.option(name)).contains(cleanValue);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "passphrase",
                "password",
                "Passphrase",
                "PASSWORD",
                "secret",
                "pin",
                "key",
                "rootKey",
                "passwd",
                "secretAccessKey",
                "sessionToken"
            })
    void aSecretInTheUriIsRefusedAndNotRepeated(String option) {
        assertThatThrownBy(() -> KeyProviderUri.parse("embedded:/keys?" + option + "=hunter2"))
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining("passphraseFile=")
                .hasMessageContaining("passphraseEnv=")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "keys",
                "/var/keys",
                ":/var/keys",
                "Embedded:/keys",
                "embedded:/keys?hunter2",
                "embedded:/keys?=hunter2",
                "embedded:/keys?&create=true",
                "embedded:/keys?create=hunter2&create=true",
                "embedded:/keys?passphraseFile=hunter2%",
                "embedded:/keys?passphraseFile=hunter2%4",
                "embedded:/keys?passphraseFile=hunter2%zz",
                "embedded:/keys?passphraseFile=hunter2%ff",
                "embedded:/keys%+1"
            })
    void whatIsMalformedIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> KeyProviderUri.parse(text))
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anUnknownOptionIsNamedWithTheNearest() {
        KeyProviderUri uri = KeyProviderUri.parse("embedded:/keys?passfraseFile=hunter2");
        assertThatThrownBy(
                        () -> uri.requireOptionsAmong(Set.of("passphraseFile", "passphraseEnv", "keyFile", "create")))
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining("'passfraseFile'")
                .hasMessageContaining("did you mean 'passphraseFile'")
                .hasMessageNotContaining("hunter2");
        uri.requireOptionsAmong(Set.of("passfraseFile"));
    }

    @Test
    void printingShowsNoValue() {
        assertThat(KeyProviderUri.parse("embedded:/keys?passphraseFile=/run/secret&create=true"))
                .hasToString("embedded:/keys?passphraseFile&create");
    }

    @Test
    void optionsAreCopied() {
        Map<String, String> options = new LinkedHashMap<>(Map.of("a", "b"));
        KeyProviderUri uri = new KeyProviderUri("x", "y", options);
        options.clear();
        assertThat(uri.options()).containsEntry("a", "b");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String clean(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}

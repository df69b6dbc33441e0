package dev.furoshiki.s3.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SegmentedAead;
import dev.furoshiki.format.EncryptedDataKeyV1;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.exception.S3EncryptionException;
import dev.furoshiki.s3.exception.S3EncryptionException.UploadRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Version 1 is read for ever: what docs/formats/upload-token-v1.md gives as vectors opens. This test may be added to, never changed.
 */
class UploadTokenTest {

    private static final ObjectName NAME = new ObjectName("museum", "cloth/indigo.txt");
    private static final KeyBinding PLACE =
            new KeyBinding(EncryptionContext.of(Map.of("bucket", "museum", "key", "cloth/indigo.txt")), "museum");
    private static final String PREFIX = "furoshiki1.";

    private final Map<String, String> vectors = vectors("upload-token-v1.md");
    private final Map<String, String> object = vectors("object-v1.md");
    private final DataKeys keys = keys();

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void opensTheTokensOfThePage() {
        UploadToken token = UploadToken.parse(vector("token"), NAME);
        assertThat(token.uploadId()).isEqualTo(vector("upload id"));
        assertThat(token.partSegments()).isEqualTo(OptionalInt.of(Integer.parseInt(vector("part segments"))));
        assertThat(token).hasToString(vector("token"));
        try (SegmentedAead segments = token.open(List.of(keys), PLACE, NAME)) {
            assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(segments.header()))
                    .isEqualTo(object.get("header"));
        }
        UploadToken undeclared = UploadToken.parse(vector("undeclared"), NAME);
        assertThat(undeclared.partSegments()).isEmpty();
        undeclared.open(List.of(keys), PLACE, NAME).close();
    }

    @Test
    void theTagOfThePageIsThatOfTheToken() {
        byte[] bytes = bytes(vector("token"));
        assertThat(Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length))
                .isEqualTo(HexFormat.of().parseHex(vector("tag")));
    }

    @Test
    void whatIsWrittenIsRead() {
        try (NewObject written = NewObject.create(wrapping(KeyScope.OBJECT), PLACE)) {
            UploadToken token =
                    UploadToken.parse(written.token("id with ümlaut", 80).toString(), NAME);
            assertThat(token.uploadId()).isEqualTo("id with ümlaut");
            assertThat(token.partSegments()).hasValue(80);
            try (SegmentedAead segments = token.open(List.of(keys), PLACE, NAME)) {
                assertThat(segments.header()).isEqualTo(written.segments().header());
            }
        }
    }

    /** The scope of the keys is in it, as everything that stands in the metadata. */
    @Test
    void keysOfABucketOpenItToo() {
        try (NewObject written = NewObject.create(wrapping(KeyScope.BUCKET), PLACE)) {
            UploadToken token = UploadToken.parse(written.token("id", 0).toString(), NAME);
            try (SegmentedAead segments = token.open(List.of(keys), PLACE, NAME)) {
                assertThat(segments.header()).isEqualTo(written.segments().header());
            }
        }
    }

    @Test
    void everyByteMatters() {
        byte[] bytes = bytes(vector("token"));
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            assertRefused(text(changed), "byte " + i);
        }
    }

    @Test
    void everyCharacterMatters() {
        String token = vector("token");
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused(token.substring(0, i) + other + token.substring(i + 1), "character " + i);
            assertRefused(token.substring(0, i), "cut after " + i);
        }
        assertRefused(token + "A", "longer");
        assertRefused(token + "=", "padded");
    }

    /** The id of one upload, the envelope of another: each true by itself. */
    @Test
    void tokensCannotBeMixed() {
        try (NewObject one = NewObject.create(wrapping(KeyScope.OBJECT), PLACE);
                NewObject two = NewObject.create(wrapping(KeyScope.OBJECT), PLACE)) {
            byte[] first = bytes(one.token("same length 1", 80).toString());
            byte[] second = bytes(two.token("same length 2", 80).toString());
            byte[] mixed = second.clone();
            System.arraycopy(first, 0, mixed, 0, 2 + "same length 1".length());
            assertRefused(text(mixed), "the id of the other");
            byte[] tagged = second.clone();
            System.arraycopy(first, first.length - 32, tagged, second.length - 32, 32);
            assertRefused(text(tagged), "the tag of the other");
        }
    }

    @Test
    void anotherContextDoesNotOpenIt() {
        UploadToken token = UploadToken.parse(vector("token"), NAME);
        KeyBinding other =
                new KeyBinding(EncryptionContext.of(Map.of("bucket", "museum", "key", "cloth/madder.txt")), "museum");
        assertThat(catchThrowable(() -> token.open(List.of(keys), other, NAME)))
                .isInstanceOf(S3EncryptionException.class);
    }

    @Test
    void theStoresOwnIdsAreNoTokens() {
        assertThat(UploadToken.isToken("2~Zk9.indigo_upload-1")).isFalse();
        assertThat(UploadToken.isToken(vector("token"))).isTrue();
        assertThat(UploadToken.isToken("furoshiki2.AAAA")).isTrue();
        assertThatExceptionOfType(UploadRefusedException.class)
                .isThrownBy(() -> UploadToken.parse("furoshiki2.AAAA", NAME))
                .withMessageContaining("version 1")
                .withMessageContaining(NAME.toString());
    }

    private Wrapping wrapping(KeyScope scope) {
        return new Wrapping(List.of(new RecipientKey(keys, "any")), scope);
    }

    private void assertRefused(String token, String what) {
        Throwable thrown = catchThrowable(() ->
                UploadToken.parse(token, NAME).open(List.of(keys), PLACE, NAME).close());
        if (thrown instanceof KmsException) {
            // Another encrypted data key, which the key service does not know.
            return;
        }
        assertThat(thrown).as(what).isInstanceOf(UploadRefusedException.class);
        assertThat(thrown)
                .hasMessageContaining(NAME.toString())
                .hasMessageContaining("give back all of what createMultipartUpload returned");
    }

    private static byte[] bytes(String token) {
        return Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
    }

    private static String text(byte[] bytes) {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private DataKeys keys() {
        EncryptedDataKeyV1 stored = EncryptedDataKeyV1.parse(
                HexFormat.of().parseHex(Objects.requireNonNull(object.get("encrypted data key"))));
        StaticKeyService service = new StaticKeyService("embedded");
        service.put(
                new EncryptedDataKey(stored.provider(), stored.keyArn(), stored.ciphertext()),
                HexFormat.of().parseHex(Objects.requireNonNull(object.get("data key"))));
        return DataKeys.over(service);
    }

    private String vector(String name) {
        return Objects.requireNonNull(vectors.get(name), name);
    }

    private static Map<String, String> vectors(String page) {
        try {
            String text = Files.readString(Path.of("..", "docs", "formats", page));
            Matcher matcher = Pattern.compile("^ {4}([A-Za-z0-9 -]+?) += ([A-Za-z0-9_.~-]+)$", Pattern.MULTILINE)
                    .matcher(text.substring(text.indexOf("## Vectors")));
            Map<String, String> vectors = new LinkedHashMap<>();
            while (matcher.find()) {
                vectors.put(matcher.group(1), matcher.group(2));
            }
            return vectors;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

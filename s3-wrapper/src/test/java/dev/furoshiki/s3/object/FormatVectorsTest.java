package dev.furoshiki.s3.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.format.EncryptedDataKeyV1;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Version 1 is read for ever: what docs/formats/object-v1.md gives as vectors opens. This test may be added to, never
 * changed.
 */
class FormatVectorsTest {

    private static final ObjectName NAME = new ObjectName("museum", "cloth/indigo.txt");
    private static final EncryptionContext CONTEXT =
            EncryptionContext.of(Map.of("bucket", "museum", "key", "cloth/indigo.txt"));
    private static final KeyBinding BINDING = new KeyBinding(CONTEXT, "museum");

    private final Map<String, String> vectors = vectors();

    @Test
    void theContextIsTheOneOfThePage() {
        assertThat(CONTEXT.toBytes()).isEqualTo(hex("context"));
    }

    @Test
    void opensTheObjectOfThePage() {
        try (OpenObject object = open()) {
            assertThat(object.objectId()).isEqualTo(ByteBuffer.wrap(hex("object id")));
            PlaintextFacts facts = object.facts().orElseThrow();
            assertThat(facts.toBytes()).isEqualTo(hex("facts"));
            assertThat(facts.length()).isEqualTo(hex("plaintext").length);
            assertThat(facts.checksums()).containsOnlyKeys(1, 5);
            assertThat(decrypt(object, hex("body"))).isEqualTo(hex("plaintext"));
            assertThat(decrypt(object, hex("empty body"))).isEmpty();
        }
    }

    @Test
    void opensLongBodies() throws IOException {
        byte[] plaintext = new byte[65_541];
        for (int i = 0; i < plaintext.length; i++) {
            plaintext[i] = (byte) (7 * i + i / 251);
        }
        byte[] longBody = resource("/object-v1-long.bin");
        assertThat(sha256(longBody)).isEqualTo(hex("long body SHA-256"));
        byte[] lateBody = Arrays.copyOf(longBody, 65_568 + 32);
        System.arraycopy(hex("late final segment"), 0, lateBody, 65_568, 32);
        assertThat(sha256(lateBody)).isEqualTo(hex("late body SHA-256"));
        try (OpenObject object = open()) {
            assertThat(decrypt(object, longBody)).isEqualTo(plaintext);
            assertThat(decrypt(object, lateBody)).isEqualTo(Arrays.copyOf(plaintext, 65_536));
            byte[] cut = Arrays.copyOf(longBody, 65_568);
            assertThatExceptionOfType(AuthenticationFailedException.class).isThrownBy(() -> decrypt(object, cut));
        }
    }

    @Test
    void writesWhatItReads() {
        assertThat(FuroshikiV1.parse(metadata(), NAME).toMetadata()).isEqualTo(metadata());
        assertThat(FuroshikiV1.parse(bucketMetadata(), NAME).toMetadata()).isEqualTo(bucketMetadata());
    }

    @Test
    void opensTheObjectUnderTheKeyOfABucket() {
        assertThat(BINDING.ofDataKeys(KeyScope.BUCKET).toBytes()).isEqualTo(hex("bucket context"));
        try (OpenObject object = open(bucketMetadata())) {
            assertThat(decrypt(object, hex("body"))).isEqualTo(hex("plaintext"));
        }
        for (String keys : List.of("keys", "bucket keys")) {
            Map<String, String> otherScope = new LinkedHashMap<>(keys.equals("keys") ? bucketMetadata() : metadata());
            otherScope.put("furoshiki-keys", vectors.get(keys));
            assertThatExceptionOfType(TamperedObjectException.class)
                    .as("%s under the other scope", keys)
                    .isThrownBy(() -> open(otherScope));
        }
    }

    private Map<String, String> bucketMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>(metadata());
        metadata.put("furoshiki-keys", vectors.get("bucket keys"));
        metadata.put("furoshiki-scope", "bucket");
        return metadata;
    }

    private OpenObject open() {
        return open(metadata());
    }

    private OpenObject open(Map<String, String> metadata) {
        EncryptedDataKeyV1 stored = EncryptedDataKeyV1.parse(hex("encrypted data key"));
        StaticKeyService service = new StaticKeyService("embedded");
        service.put(new EncryptedDataKey(stored.provider(), stored.keyArn(), stored.ciphertext()), hex("data key"));
        try (DataKeys keys = DataKeys.over(service)) {
            return FuroshikiV1.parse(metadata, NAME).open(List.of(keys), BINDING, NAME);
        }
    }

    private Map<String, String> metadata() {
        return Map.of(
                "furoshiki", "1",
                "furoshiki-header", vectors.get("header"),
                "furoshiki-keys", vectors.get("keys"),
                "furoshiki-sealed", vectors.get("sealed"));
    }

    private static byte[] decrypt(OpenObject object, byte[] body) {
        StoredSpan span = StoredSpan.whole(body.length);
        byte[] plaintext = new byte[(int) span.plaintextLength()];
        int used = 0;
        for (int i = 0; i < span.segments(); i++) {
            used += object.segments()
                    .decryptSegment(
                            i,
                            i == span.segments() - 1,
                            body,
                            i * ObjectLayout.STORED_SEGMENT_BYTES,
                            span.storedBytes(i),
                            plaintext,
                            used);
        }
        assertThat(used).isEqualTo(plaintext.length);
        return plaintext;
    }

    private byte[] hex(String name) {
        return HexFormat.of().parseHex(vectors.get(name));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(FormatVectorsTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> vectors() {
        try {
            String page = Files.readString(Path.of("..", "docs", "formats", "object-v1.md"));
            Matcher matcher = Pattern.compile("^ {4}([A-Za-z0-9 -]+?) += ([A-Za-z0-9_-]+)$", Pattern.MULTILINE)
                    .matcher(page.substring(page.indexOf("## Vectors")));
            Map<String, String> vectors = new LinkedHashMap<>();
            while (matcher.find()) {
                vectors.put(matcher.group(1), matcher.group(2));
            }
            assertThat(vectors).hasSize(21);
            return vectors;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

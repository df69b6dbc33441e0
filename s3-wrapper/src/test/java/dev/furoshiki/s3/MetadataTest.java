package dev.furoshiki.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.s3.exception.S3EncryptionException.MetadataRefusedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetadataTest {

    private TestStore store;

    @BeforeAll
    void open() {
        store = TestStore.onS3Proxy();
    }

    @AfterAll
    void close() {
        store.close();
    }

    @Test
    void theEnvelopeIsAsciiAndUnderHalfOfTheLimit() {
        put("k", Map.of());
        Map<String, String> envelope = stored("k").metadata();
        assertThat(envelope)
                .containsOnlyKeys("furoshiki", "furoshiki-header", "furoshiki-keys", "furoshiki-sealed")
                .containsEntry("furoshiki", "1");
        envelope.values().forEach(value -> assertThat(value).matches("[A-Za-z0-9_-]+"));
        assertThat(size(envelope)).isLessThan(1_024);
    }

    @Test
    void theCallerDoesNotSeeTheEnvelope() {
        put("k", Map.of("colour", "indigo"));
        GetObjectResponse got = store.encrypting()
                .getObjectAsBytes(get -> get.bucket(store.bucket()).key("k"))
                .response();
        HeadObjectResponse head = store.encrypting()
                .headObject(request -> request.bucket(store.bucket()).key("k"));
        assertThat(got.metadata()).isEqualTo(Map.of("colour", "indigo"));
        assertThat(head.metadata()).isEqualTo(Map.of("colour", "indigo"));
        for (var headers :
                List.of(got.sdkHttpResponse().headers(), head.sdkHttpResponse().headers())) {
            assertThat(headers.keySet())
                    .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("furoshiki"));
            assertThat(headers.get("Content-Length")).containsExactly("1");
        }
    }

    @Test
    void fillsTheLimitToTheLastByte() {
        put("probe", Map.of());
        int room = 2_048 - size(stored("probe").metadata());
        String name = "long";
        put("full", Map.of(name, "v".repeat(room - name.length())));
        assertThat(size(stored("full").metadata())).isEqualTo(2_048);
        store.http().forget();
        assertThatExceptionOfType(MetadataRefusedException.class)
                .isThrownBy(() -> put("over", Map.of(name, "v".repeat(room - name.length() + 1))))
                .withMessageContaining("2049 bytes")
                .withMessageContaining("room for " + room + " bytes");
        assertThat(store.http().sent()).as("refused before the PUT").isEmpty();
    }

    @Test
    void reservedNamesAreRefused() {
        store.http().forget();
        for (String name :
                List.of("furoshiki", "Furoshiki", "furoshiki-keys", "FUROSHIKI-x", "furoshikis", "x-amz-key-v2")) {
            assertThatExceptionOfType(MetadataRefusedException.class)
                    .isThrownBy(() -> put("k", Map.of(name, "1")))
                    .withMessageContaining("\"" + name + "\"")
                    .withMessageContaining("choose another name");
        }
        assertThat(store.http().sent()).isEmpty();
    }

    private void put(String key, Map<String, String> metadata) {
        store.encrypting()
                .putObject(put -> put.bucket(store.bucket()).key(key).metadata(metadata), RequestBody.fromString("x"));
    }

    private StoredObject stored(String key) {
        return StoredObject.read(store.plain(), store.bucket(), key);
    }

    private static int size(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().getBytes(UTF_8).length)
                .sum();
    }
}

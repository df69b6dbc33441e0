package dev.furoshiki.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.s3.EncryptingS3AsyncClient;
import dev.furoshiki.s3.EncryptingS3Client;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Runs what the documents show of keys and objects. */
class KeysAndS3Test {

    private static final KeysOfTheReadme KEYS = new KeysOfTheReadme();
    private static final LocalS3 SERVER = LocalS3.s3Proxy();
    private static final String BUCKET = SERVER.newBucket();

    @AfterAll
    static void close() {
        KEYS.close();
    }

    @Test
    void theReadmesObject() {
        String printed = Printed.by(() -> Snippets.readmeS3(KEYS.uri(), SERVER.client(), BUCKET));
        assertThat(printed).isEqualTo("14 May of 18 bytes");
        try (S3Client plain = SERVER.client()) {
            byte[] stored = plain.getObjectAsBytes(get -> get.bucket(BUCKET).key("minutes"))
                    .asByteArray();
            assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("14 May");
        }
    }

    @Test
    void aCacheWithLimits() {
        assertThat(Printed.by(() -> Snippets.keysCache(KEYS.uri()))).isEqualTo("0 % hits, 0 calls");
    }

    /** The guide's record has the fields of a real one. */
    @Test
    void theGuidesAuditRecord() throws IOException {
        try (DataKeys keys = DataKeys.open(KEYS.uri())) {
            EncryptionContext context = EncryptionContext.of(Map.of("bucket", "reports", "key", "2026/q3.pdf"));
            keys.generate("alias/documents", context).close();
        }
        String shown = json("eventTime");
        String written = Files.readAllLines(KEYS.auditLog()).stream()
                .filter(line -> line.contains("2026/q3.pdf"))
                .findFirst()
                .orElseThrow();
        assertThat(fields(shown)).containsExactlyInAnyOrderElementsOf(fields(written));
    }

    /** The guide's policy is one, and its grant allows what the guide says. */
    @Test
    void theGuidesPolicyAndGrant() throws IOException {
        try (EmbeddedKeyService keys = KEYS.open()) {
            String keyId = keys.describeKey("alias/documents").keyId();
            EncryptionContext tenant = EncryptionContext.of("tenant", "42");
            try (DataKeys shop = Snippets.keysGrant(keys, keyId)) {
                shop.generate(keyId, tenant.with("purpose", "test")).close();
                assertThatThrownBy(() -> shop.generate(keyId, EncryptionContext.of("tenant", "43")))
                        .isInstanceOf(AccessDeniedException.class);
                keys.revokeGrant(keyId, keys.listGrants(keyId).get(0).grantId());
                assertThatThrownBy(() -> shop.generate(keyId, tenant)).isInstanceOf(AccessDeniedException.class);
                keys.putKeyPolicy(keyId, json("Statement"));
                shop.generate(keyId, tenant).close();
                assertThatThrownBy(() -> shop.generate(keyId, EncryptionContext.of("tenant", "43")))
                        .isInstanceOf(AccessDeniedException.class);
            }
        }
    }

    private static String json(String word) throws IOException {
        return Document.read("docs/keys.md").blocks("json").stream()
                .map(block -> String.join("", block))
                .filter(block -> block.contains("\"" + word + "\""))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> fields(String json) {
        return Pattern.compile("\"(\\w+)\":")
                .matcher(json)
                .results()
                .map(field -> field.group(1))
                .toList();
    }

    @Test
    void aPlaceForPlaintext() {
        try (DataKeys keys = DataKeys.open(KEYS.uri());
                S3Client plain = SERVER.client();
                S3Client s3 = Snippets.s3Places(SERVER.client(), keys);
                S3Client simple = Snippets.s3Wrap(SERVER.client(), keys)) {
            plain.putObject(put -> put.bucket(BUCKET).key("public/logo"), RequestBody.fromString("a logo"));
            s3.putObject(put -> put.bucket(BUCKET).key("secret"), RequestBody.fromString("a secret"));
            assertThat(read(s3, "public/logo")).isEqualTo("a logo");
            assertThat(read(s3, "secret")).isEqualTo("a secret");
            assertThat(read(plain, "secret")).isNotEqualTo("a secret");
            simple.putObject(put -> put.bucket(BUCKET).key("other"), RequestBody.fromString("another"));
            assertThat(read(simple, "other")).isEqualTo("another");
        }
    }

    @Test
    void rulesForPlaces() {
        try (DataKeys keys = DataKeys.open(KEYS.uri());
                S3Client plain = SERVER.client();
                S3Client s3 = Snippets.s3Rules(SERVER.client(), keys, keys);
                S3Client simple = Snippets.s3Wrap(SERVER.client(), keys)) {
            plain.putObject(put -> put.bucket(BUCKET).key("public/sign"), RequestBody.fromString("a sign"));
            s3.putObject(put -> put.bucket(BUCKET).key("ruled"), RequestBody.fromString("a secret"));
            assertThat(read(s3, "public/sign")).isEqualTo("a sign");
            assertThat(read(s3, "ruled")).isEqualTo("a secret");
            assertThat(read(simple, "ruled")).isEqualTo("a secret");
            assertThat(plain.headObject(head -> head.bucket(BUCKET).key("ruled"))
                            .metadata())
                    .containsEntry("furoshiki-scope", "bucket");
        }
    }

    @Test
    void theAsynchronousClient() {
        try (DataKeys keys = DataKeys.open(KEYS.uri());
                EncryptingS3AsyncClient s3 =
                        Snippets.s3Async(SERVER.asyncClientBuilder().build(), keys)) {
            s3.putObject(put -> put.bucket(BUCKET).key("async"), AsyncRequestBody.fromString("a secret"))
                    .join();
            assertThat(s3.getObject(get -> get.bucket(BUCKET).key("async"), AsyncResponseTransformer.toBytes())
                            .join()
                            .asUtf8String())
                    .isEqualTo("a secret");
        }
    }

    @Test
    void anObjectAsAChannel() {
        try (DataKeys keys = DataKeys.open(KEYS.uri());
                EncryptingS3Client s3 = EncryptingS3Client.wrap(SERVER.client(), keys, "alias/documents")) {
            String bucket = SERVER.newBucket();
            s3.putObject(put -> put.bucket(bucket).key("minutes"), RequestBody.fromString("14 May: all agreed"));
            assertThat(Printed.by(() -> Snippets.s3Channel(s3, bucket))).isEqualTo("agreed");
        }
    }

    @Test
    void theTransferManager(@TempDir Path directory) throws IOException {
        Path papers = Files.createDirectories(directory.resolve("papers"));
        Files.writeString(papers.resolve("minutes"), "14 May: all agreed");
        String bucket = SERVER.newBucket();
        Path received = directory.resolve("received");
        try (DataKeys keys = DataKeys.open(KEYS.uri());
                EncryptingS3AsyncClient s3 = Snippets.s3Async(unconditionally(), keys)) {
            Snippets.s3Transfers(s3, papers, received, bucket);
        }
        assertThat(received).hasContent("14 May: all agreed");
    }

    /** S3Proxy tells when an object was stored in whole seconds, and holds that for another time than it means. */
    private static S3AsyncClient unconditionally() {
        ExecutionInterceptor withoutTime = new ExecutionInterceptor() {
            @Override
            public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                return context.httpRequest().toBuilder()
                        .removeHeader("If-Unmodified-Since")
                        .build();
            }
        };
        return SERVER.asyncClientBuilder()
                .overrideConfiguration(override -> override.addExecutionInterceptor(withoutTime))
                .build();
    }

    private static String read(S3Client s3, String key) {
        return new String(
                s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asByteArray(), StandardCharsets.ISO_8859_1);
    }
}

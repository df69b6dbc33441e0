package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.RenameObjectRequest;
import software.amazon.awssdk.services.s3.model.RenameObjectResponse;

/** Renames, which no server here can do: what reaches the client beneath. */
class RenameTest {

    private static final DataKeys KEYS = DataKeys.over(new StaticKeyService("test"));

    private final List<RenameObjectRequest> reached = new ArrayList<>();
    private final S3Client beneath = (S3Client) Proxy.newProxyInstance(
            S3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, (proxy, method, arguments) -> {
                reached.add((RenameObjectRequest) arguments[0]);
                return RenameObjectResponse.builder().build();
            });
    private final S3AsyncClient beneathAsync = (S3AsyncClient) Proxy.newProxyInstance(
            S3AsyncClient.class.getClassLoader(), new Class<?>[] {S3AsyncClient.class}, (proxy, method, arguments) -> {
                reached.add((RenameObjectRequest) arguments[0]);
                return CompletableFuture.completedFuture(
                        RenameObjectResponse.builder().build());
            });

    private static EncryptionContext ofTenant(String bucket, String key) {
        return EncryptionContext.of("tenant", key.substring(0, key.indexOf('/') + 1));
    }

    private static RenameObjectRequest rename(String source, String to) {
        return RenameObjectRequest.builder()
                .bucket("museum")
                .key(to)
                .renameSource(source)
                .build();
    }

    @Test
    void isRefusedWhereTheNameIsBound() {
        EncryptingS3Client s3 = EncryptingS3Client.wrap(beneath, KEYS, "key");
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> s3.renameObject(rename("a", "b")))
                .withMessageContaining("s3://museum/a")
                .withMessageContaining("copy the object and delete the old one");
        EncryptingS3AsyncClient async = EncryptingS3AsyncClient.wrap(beneathAsync, KEYS, "key");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> async.renameObject(rename("a", "b")).join())
                .withCauseInstanceOf(OperationRefusedException.class);
        assertThat(reached).isEmpty();
    }

    @Test
    void passesWhereTheKeysOpenItUnderItsNewName() {
        EncryptingS3Client s3 = EncryptingS3Client.builder(beneath, KEYS, "key")
                .encryptionContext(RenameTest::ofTenant)
                .build();
        EncryptingS3AsyncClient async = EncryptingS3AsyncClient.builder(beneathAsync, KEYS, "key")
                .encryptionContext(RenameTest::ofTenant)
                .build();
        RenameObjectRequest within = rename("one/a%20b", "one/c");
        s3.renameObject(within);
        async.renameObject(within).join();
        assertThat(reached).containsExactly(within, within);
        for (String source : new String[] {"two/a", "/two/a", "two%2Fa", "a", "museum/two/a", "one/a+b", "%2", ""}) {
            assertThatExceptionOfType(RuntimeException.class)
                    .as(source)
                    .isThrownBy(() -> s3.renameObject(rename(source, "one/c")));
        }
        RenameObjectRequest unsaid =
                RenameObjectRequest.builder().bucket("museum").key("one/c").build();
        assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> s3.renameObject(unsaid));
        RenameObjectRequest byHand = within.toBuilder()
                .overrideConfiguration(override -> override.putHeader("x-amz-rename-source", "two/a"))
                .build();
        assertThatExceptionOfType(OperationRefusedException.class).isThrownBy(() -> s3.renameObject(byHand));
        assertThat(reached).hasSize(2);
    }

    /** There encrypted objects are opened as well, and one that is renamed would not be. */
    @Test
    void whereObjectsAreDeclaredPlaintextTheNameIsBoundToo() {
        EncryptingS3Client s3 = EncryptingS3Client.builder(beneath, KEYS, "key")
                .rule("public/", ObjectRule.plaintext())
                .build();
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> s3.renameObject(rename("public/a", "public/b")));
        assertThat(reached).isEmpty();
    }

    /** What lies at the one may be of keys that do not open it at the other. */
    @Test
    void placesThatOtherKeysOpenAreOthers() {
        EncryptingS3Client s3 = EncryptingS3Client.builder(beneath, KEYS, "key")
                .encryptionContext((bucket, key) -> EncryptionContext.of("bucket", bucket))
                .rule("inbox/", ObjectRule.encrypted(DataKeys.over(new StaticKeyService("test")), "partner"))
                .rule("own/", ObjectRule.encrypted().openedByOwnKeysOnly())
                .build();
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> s3.renameObject(rename("a", "own/a")));
        s3.renameObject(rename("own/a", "own/b"));
        assertThat(reached).hasSize(1);
    }

    @Test
    void placesOfOtherRulesAreOthers() {
        EncryptingS3Client s3 = EncryptingS3Client.builder(beneath, KEYS, "key")
                .encryptionContext((bucket, key) -> EncryptionContext.of("bucket", bucket))
                .rule("archive/", ObjectRule.encrypted(KEYS, "other key"))
                .rule("shared/", ObjectRule.encrypted().bucketKeys(true))
                .rule("public/", ObjectRule.plaintext())
                .rule("old/", ObjectRule.encrypted().plaintextAllowed())
                .build();
        for (String to : new String[] {"archive/b", "shared/b", "public/b", "old/b"}) {
            assertThatExceptionOfType(OperationRefusedException.class)
                    .as(to)
                    .isThrownBy(() -> s3.renameObject(rename("a", to)));
        }
        assertThat(reached).isEmpty();
        s3.renameObject(rename("a", "b"));
        s3.renameObject(rename("archive/a", "archive/b"));
        s3.renameObject(rename("public/a", "public/b"));
        assertThat(reached).hasSize(3);
    }
}

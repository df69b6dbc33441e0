package dev.furoshiki.testing.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.s3.EncryptingS3Client;
import dev.furoshiki.testing.servers.LocalS3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Key state, access, what is cached, and use: every combination of them, by putObject and getObject. */
class S3ProductTest {

    private static final int USES_BEFORE = 3;
    private static final String OLD = "078-05-1120";
    private static final String NEW = "219-09-9999";

    @TempDir
    static Path folder;

    private static final List<AutoCloseable> OPENED = new ArrayList<>();

    private static ProductKeys keys;
    private static DataKeys owner;
    private static S3Client plain;
    private static String bucket;

    @BeforeAll
    static void open() throws Exception {
        keys = opened(new ProductKeys(folder));
        owner = opened(DataKeys.over(keys.root()));
        plain = opened(LocalS3.s3Proxy().client());
        bucket = LocalS3.s3Proxy().newBucket();
    }

    private static <T extends AutoCloseable> T opened(T resource) {
        OPENED.add(0, resource);
        return resource;
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable resource : OPENED) {
            resource.close();
        }
    }

    @TestFactory
    Stream<DynamicNode> everyCombination() {
        return Trial.tests(Trial.situationsAboveTheCache(), S3ProductTest::trials);
    }

    private static List<StoredObject> trials(Situation situation) {
        String keyId = keys.newKey(situation);
        List<StoredObject> trials = Case.ALL.stream()
                .map(which -> new StoredObject(which, situation + "/" + which, shop(which, keyId)))
                .toList();
        for (StoredObject trial : trials) {
            trial.put(EncryptingS3Client.wrap(plain, owner, keyId), OLD);
            if (trial.which.kept().isUsedBefore()) {
                trial.useBefore(situation.access());
            }
        }
        keys.change(keyId, situation);
        return trials;
    }

    private static S3Client shop(Case which, String keyId) {
        return EncryptingS3Client.wrap(plain, opened(which.kept().over(keys.shop())), keyId);
    }

    /** An object that the owner put; the shop replaces it, under a data key of its own, or reads it. */
    private record StoredObject(Case which, String key, S3Client shop) implements Trial {

        void put(S3Client client, String value) {
            client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(value));
        }

        String get() {
            return shop.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
        }

        /** Often enough that further uses of the key are granted, which would need to ask nobody. */
        void useBefore(Access access) {
            for (int i = 0; i < USES_BEFORE; i++) {
                requireOutcome(access.isAllowedAtFirst() ? Optional.empty() : Optional.of(AccessDeniedException.class));
            }
        }

        @Override
        public void requireOutcome(Optional<Class<? extends KmsException>> refusal) {
            byte[] before = stored();
            if (refusal.isPresent()) {
                assertThatThrownBy(this::use)
                        .isExactlyInstanceOf(refusal.get())
                        .hasMessageNotContaining(OLD)
                        .hasMessageNotContaining(NEW);
                assertThat(stored()).isEqualTo(before);
                return;
            }
            use();
            if (which.use() == Use.ENCRYPT) {
                assertThat(stored()).isNotEqualTo(before);
                assertThat(get()).isEqualTo(NEW);
            }
        }

        private void use() {
            if (which.use() == Use.ENCRYPT) {
                put(shop, NEW);
            } else {
                assertThat(get()).isEqualTo(OLD);
            }
        }

        private byte[] stored() {
            return plain.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
        }
    }
}

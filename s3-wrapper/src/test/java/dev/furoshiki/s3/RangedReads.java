package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import dev.furoshiki.s3.sync.SyncBuffers;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.testing.servers.LocalS3;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Request;

/** An object that the synchronous client receives in five answers, of two segments each; whatever a test does, nothing stays held. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class RangedReads {

    static final int P = 65_536;
    static final int SIZE = 9 * P + 100;
    static final int ANSWERS = 5;
    static final int BUDGET = 6;
    static final int IN_FLIGHT = 3;

    final ExecutorService threads = Executors.newCachedThreadPool();
    final S3Client plain = LocalS3.s3Proxy().client();
    final TestKeys keys = TestKeys.create();
    final String bucket = LocalS3.s3Proxy().newBucket();
    final byte[] content = RangeTwins.bytes(SIZE);
    final PartBuffers parts = new PartBuffers(2, IN_FLIGHT);
    final BufferBudget budget = new BufferBudget(BUDGET);

    final Encryption encryption = EncryptingS3Client.builder(plain, keys.keys(), TestKeys.KEY)
            .encryption()
            .inParts(2 * P, 1 << 20);

    @BeforeAll
    void put() {
        client(plain).putObject(put -> put.bucket(bucket).key("k"), RequestBody.fromBytes(content));
    }

    @AfterAll
    void close() {
        plain.close();
        threads.shutdown();
        keys.close();
    }

    @AfterEach
    void nothingIsHeld() throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < 30_000_000_000L && !held().equals(List.of(BUDGET, 0, 0))) {
            Thread.sleep(2);
        }
        assertThat(held())
                .as("the budget, buffers of ranges and of segments that are lent")
                .isEqualTo(List.of(BUDGET, 0, 0));
    }

    private List<Integer> held() {
        return List.of(budget.left(), parts.lent(), parts.segments().lent());
    }

    final EncryptingS3Client client(S3Client beneath) {
        return client(beneath, threads);
    }

    final EncryptingS3Client client(S3Client beneath, Executor executor) {
        return client(beneath, executor, IN_FLIGHT);
    }

    final EncryptingS3Client client(S3Client beneath, Executor executor, int inFlight) {
        return new EncryptingS3Client(beneath, encryption, new SyncBuffers(executor, parts, budget, inFlight), null);
    }

    /** A client that does something before it asks for stored bytes; it stays open. */
    static S3Client meanwhile(S3Client beneath, Consumer<GetObjectRequest> before) {
        return new DelegatingS3Client(beneath) {
            @Override
            protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
                if (request instanceof GetObjectRequest get) {
                    before.accept(get);
                }
                return operation.apply(request);
            }

            @Override
            public void close() {}
        };
    }

    /** Likewise, which is told the number of the answer, from 1. */
    static S3Client numbered(S3Client beneath, Consumer<Integer> before) {
        return meanwhile(beneath, get -> before.accept(number(get)));
    }

    static int number(GetObjectRequest get) {
        String first = get.range().substring("bytes=".length(), get.range().indexOf('-'));
        return (int) (Long.parseLong(first) / (2 * StoredObject.SEGMENT)) + 1;
    }
}

package dev.furoshiki.cache;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** G2: two threads that want one key make one call, and nothing of it is left when the cache is closed. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one call, and its key destroyed")
@Outcome(expect = Expect.FORBIDDEN, desc = "more calls than one, or a key that is left")
@State
public class G2JoinedLoads {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("purpose", "stress");

    private final Counting service = new Counting();
    private final DataKeyCache cache = new DataKeyCache(service, CachePolicy.DEFAULT);

    @Actor
    public void one() {
        cache.forEncryption("key", 32, CONTEXT, 1).close();
    }

    @Actor
    public void other() {
        cache.forEncryption("key", 32, CONTEXT, 1).close();
    }

    @Arbiter
    public void end(II_Result result) {
        cache.close();
        result.r1 = service.calls.get();
        SecretBytes last = service.last;
        result.r2 = last != null && last.isDestroyed() ? 1 : 0;
    }

    private static final class Counting implements KeyManagementService {

        private final AtomicInteger calls = new AtomicInteger();
        private volatile @org.jspecify.annotations.Nullable SecretBytes last;

        @Override
        public String provider() {
            return "stress";
        }

        @Override
        public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
            SecretBytes secret = SecretBytes.copyOf(new byte[sizeBytes]);
            last = secret;
            byte[] number = {(byte) calls.incrementAndGet()};
            return new GeneratedDataKey(secret, new EncryptedDataKey(provider(), "arn:" + keyId, number));
        }

        @Override
        public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
            throw new UnsupportedOperationException("the cache never encrypts");
        }

        @Override
        public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
            throw new UnsupportedOperationException("nothing is decrypted here");
        }

        @Override
        public void close() {}
    }
}

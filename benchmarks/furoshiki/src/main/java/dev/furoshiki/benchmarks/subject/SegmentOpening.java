package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.crypto.SegmentedAead;

/** The counterpart of {@link SegmentSealing}: opens one segment again and again, into one array. */
final class SegmentOpening implements Workload {

    private final SegmentedAead message;
    private final byte[] sealed;
    private final byte[] plaintext;

    SegmentOpening(int plaintextBytes) {
        try (SecretBytes key = SecretBytes.random(32)) {
            this.message = SegmentedAead.create(key, plaintextBytes, new byte[0]);
        }
        this.plaintext = new byte[plaintextBytes];
        this.sealed = new byte[plaintextBytes + SegmentedAead.SEGMENT_OVERHEAD_BYTES];
        message.encryptSegment(0, false, plaintext, 0, plaintext.length, sealed, 0);
    }

    @Override
    public long run(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            sum += message.decryptSegment(0, false, sealed, 0, sealed.length, plaintext, 0) + plaintext[0];
        }
        return sum;
    }

    @Override
    public long bytesPerOperation() {
        return plaintext.length;
    }

    @Override
    public void close() {
        message.close();
    }
}

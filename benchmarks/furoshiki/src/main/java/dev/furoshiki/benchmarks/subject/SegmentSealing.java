package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.crypto.SegmentedAead;

/** Seals the internal segments of one endless FLOE message, from and into arrays that are kept. */
final class SegmentSealing implements Workload {

    private final SegmentedAead message;
    private final byte[] plaintext;
    private final byte[] sealed;
    private long position;

    SegmentSealing(int plaintextBytes) {
        try (SecretBytes key = SecretBytes.random(32)) {
            this.message = SegmentedAead.create(key, plaintextBytes, new byte[0]);
        }
        this.plaintext = new byte[plaintextBytes];
        this.sealed = new byte[plaintextBytes + SegmentedAead.SEGMENT_OVERHEAD_BYTES];
    }

    @Override
    public long run(long operations) {
        long sum = 0;
        for (long i = 0; i < operations; i++) {
            sum += message.encryptSegment(position++, false, plaintext, 0, plaintext.length, sealed, 0)
                    + sealed[sealed.length - 1];
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

package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FloeSegmentsTest {

    private static final byte[] AAD = {1};

    private final SecretBytes key = SecretBytes.random(32);

    @Test
    void theFirstAndTheLastPositionWork() {
        long last = (1L << 40) - 1;
        try (SegmentedAead floe = SegmentedAead.create(key, 8, AAD)) {
            for (long position : new long[] {0, (1L << 20) - 1, 1L << 20, 1L << 39, last}) {
                byte[] sealed = new byte[40];
                byte[] opened = new byte[8];
                floe.encryptSegment(position, position == last, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 0, 8, sealed, 0);
                assertThat(floe.decryptSegment(position, position == last, sealed, 0, 40, opened, 0))
                        .isEqualTo(8);
                assertThat(opened).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
            }
        }
    }

    @Test
    void positionsAndSizesOutOfRangeAreRefused() {
        try (SegmentedAead floe = SegmentedAead.create(key, 8, AAD)) {
            byte[] in = new byte[64];
            byte[] out = new byte[128];
            assertThatThrownBy(() -> floe.encryptSegment(-1, false, in, 0, 8, out, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2^40");
            assertThatThrownBy(() -> floe.encryptSegment(1L << 40, false, in, 0, 8, out, 0))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> floe.encryptSegment(0, false, in, 0, 7, out, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a segment holds exactly 8 bytes, not 7");
            assertThatThrownBy(() -> floe.encryptSegment(0, true, in, 0, 9, out, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the final segment holds at most 8 bytes, not 9");
            assertThatThrownBy(() -> floe.encryptSegment(0, false, in, 0, 8, new byte[39], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> floe.encryptSegment(0, false, out, 8, 8, out, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("overlap");
        }
        assertThatThrownBy(() -> SegmentedAead.create(key, 0, AAD)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SegmentedAead.create(key, Integer.MAX_VALUE - 31, AAD))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SegmentedAead.create(SecretBytes.random(16), 8, AAD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a FLOE key has 32 bytes, not 16");
    }

    @Test
    void theKeyMayBeDestroyedAtOnceAndAClosedMessageRefuses() {
        SecretBytes own = SecretBytes.random(32);
        SegmentedAead floe = SegmentedAead.create(own, 8, AAD);
        own.close();
        byte[] sealed = new byte[32];
        assertThat(floe.encryptSegment(0, true, new byte[0], 0, 0, sealed, 0)).isEqualTo(32);
        floe.close();
        floe.close();
        assertThatThrownBy(() -> floe.encryptSegment(0, true, new byte[0], 0, 0, sealed, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the FLOE message was closed");
        assertThatThrownBy(() -> floe.decryptSegment(0, true, sealed, 0, 32, new byte[0], 0))
                .isInstanceOf(IllegalStateException.class);
    }

    /** Neighbouring blocks have different keys, and threads that work on both take the key from under each other. */
    @Test
    void threadsMayWorkOnDifferentBlocks() throws Exception {
        int segments = 4000;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (FloeSegments writer = FloeSegments.create(CryptoProvider.selected(), key, 16, AAD, 1);
                FloeSegments reader = FloeSegments.open(CryptoProvider.selected(), key, writer.header(), AAD, 1)) {
            var results = IntStream.range(0, 4)
                    .mapToObj(thread -> threads.submit(() -> sealAndOpen(writer, reader, segments, thread)))
                    .toList();
            for (Future<Integer> result : results) {
                assertThat(result.get()).isEqualTo(segments);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static int sealAndOpen(SegmentedAead writer, SegmentedAead reader, int segments, int thread) {
        byte[] message = new byte[16];
        byte[] sealed = new byte[48];
        byte[] opened = new byte[16];
        for (int i = 0; i < segments; i++) {
            message[0] = (byte) i;
            message[1] = (byte) thread;
            writer.encryptSegment(i + thread, false, message, 0, 16, sealed, 0);
            reader.decryptSegment(i + thread, false, sealed, 0, 48, opened, 0);
            assertThat(opened).isEqualTo(message);
        }
        return segments;
    }
}

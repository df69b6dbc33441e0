package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A FLOE message gives back each segment at its place, and none at another, changed, cut, or with another final flag. */
class FloeRoundTripTest {

    private static final byte[] AAD = {9, 8, 7};
    private static final int OVERHEAD = SegmentedAead.SEGMENT_OVERHEAD_BYTES;

    private final SecretBytes key = SecretBytes.random(32);

    @Property(tries = 200)
    void anyOrderRoundTrip(
            @ForAll @IntRange(min = 1, max = 100) int segmentBytes,
            @ForAll @IntRange(max = 600) int length,
            @ForAll @IntRange(max = 4) int rotationBits,
            @ForAll long seed,
            @ForAll("providers") CryptoProvider provider) {
        byte[] message = counting(length);
        int count = Math.max(1, (length + segmentBytes - 1) / segmentBytes);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            order.add(i);
        }
        Random random = new Random(seed);
        Collections.shuffle(order, random);
        byte[][] sealed = new byte[count][];
        try (FloeSegments writer = FloeSegments.create(provider, key, segmentBytes, AAD, rotationBits);
                FloeSegments reader = FloeSegments.open(provider, key, writer.header(), AAD, rotationBits)) {
            for (int i : order) {
                int size = i == count - 1 ? length - i * segmentBytes : segmentBytes;
                sealed[i] = new byte[size + OVERHEAD];
                int written = writer.encryptSegment(i, i == count - 1, message, i * segmentBytes, size, sealed[i], 0);
                assertThat(written).isEqualTo(size + OVERHEAD);
            }
            Collections.shuffle(order, random);
            byte[] opened = new byte[length];
            for (int i : order) {
                int written = reader.decryptSegment(
                        i, i == count - 1, sealed[i], 0, sealed[i].length, opened, i * segmentBytes);
                assertThat(written).isEqualTo(sealed[i].length - OVERHEAD);
            }
            assertThat(opened).isEqualTo(message);
        }
    }

    /** Readers open a buffer into itself; what was not authentic is zeroed there. */
    @Property(tries = 200)
    void opensInPlace(
            @ForAll @IntRange(max = 40_000) int length,
            @ForAll @IntRange(max = 40) int shift,
            @ForAll("providers") CryptoProvider provider) {
        byte[] message = counting(length);
        try (FloeSegments floe = FloeSegments.create(provider, key, 40_000, AAD, 20)) {
            byte[] buffer = new byte[length + OVERHEAD + 40];
            floe.encryptSegment(0, true, message, 0, length, buffer, 20);
            byte[] changed = buffer.clone();
            changed[20 + 16] ^= 1;
            assertThat(floe.decryptSegment(0, true, buffer, 20, length + OVERHEAD, buffer, shift))
                    .isEqualTo(length);
            assertThat(Arrays.copyOfRange(buffer, shift, shift + length)).isEqualTo(message);
            assertThatThrownBy(() -> floe.decryptSegment(0, true, changed, 20, length + OVERHEAD, changed, shift))
                    .isInstanceOf(AuthenticationFailedException.class);
            assertThat(Arrays.copyOfRange(changed, shift, shift + length)).isEqualTo(new byte[length]);
        }
    }

    @Property(tries = 20)
    void everyFlippedByteIsRefusedAndReleasesNothing(
            @ForAll boolean last,
            @ForAll @IntRange(max = 40) int length,
            @ForAll("providers") CryptoProvider provider) {
        int size = last ? length : 40;
        try (FloeSegments floe = FloeSegments.create(provider, key, 40, AAD, 20)) {
            byte[] message = new byte[size];
            Arrays.fill(message, (byte) 0x77);
            byte[] sealed = seal(floe, 3, last, message);
            for (int i = 0; i < sealed.length; i++) {
                byte[] flipped = sealed.clone();
                flipped[i] ^= (byte) (1 << i % 8);
                byte[] out = new byte[50];
                assertThatThrownBy(() -> floe.decryptSegment(3, last, flipped, 0, flipped.length, out, 5))
                        .isInstanceOf(AuthenticationFailedException.class);
                assertThat(out).containsOnly(0);
            }
            for (int cut = 0; cut < sealed.length; cut++) {
                refuses(floe, 3, last, Arrays.copyOf(sealed, cut));
            }
            refuses(floe, 3, last, Arrays.copyOf(sealed, sealed.length + 1));
        }
    }

    @Property(tries = 100)
    void everyOtherPlaceIsRefused(
            @ForAll @IntRange(max = 7) int here, @ForAll @IntRange(max = 7) int there, @ForAll boolean last) {
        // Seven positions and two bits: swaps inside a block, where the key is the same, and across.
        try (FloeSegments floe = FloeSegments.create(CryptoProvider.selected(), key, 16, AAD, 2)) {
            byte[] sealed = seal(floe, here, last, counting(16));
            if (here != there) {
                refuses(floe, there, last, sealed);
            }
            refuses(floe, here, !last, sealed);
            byte[] relabelled = sealed.clone();
            byte[] marker = last ? new byte[] {-1, -1, -1, -1} : new byte[] {0, 0, 0, (byte) sealed.length};
            System.arraycopy(marker, 0, relabelled, 0, 4);
            refuses(floe, here, !last, relabelled);
            try (FloeSegments other = FloeSegments.create(CryptoProvider.selected(), key, 16, AAD, 2)) {
                refuses(other, here, last, sealed);
            }
        }
    }

    @Property(tries = 5)
    void everyFlippedByteOfTheHeaderIsRefused(@ForAll("providers") CryptoProvider provider) {
        try (FloeSegments floe = FloeSegments.create(provider, key, 65536, AAD, 20)) {
            byte[] header = floe.header();
            for (int bit = 0; bit < 8 * header.length; bit++) {
                byte[] flipped = header.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                refusesHeader(key, flipped, AAD);
            }
            refusesHeader(key, Arrays.copyOf(header, 73), AAD);
            refusesHeader(key, Arrays.copyOf(header, 75), AAD);
            refusesHeader(key, header, new byte[] {9, 8});
            refusesHeader(SecretBytes.random(32), header, AAD);
        }
    }

    private static void refusesHeader(SecretBytes key, byte[] header, byte[] aad) {
        assertThatThrownBy(() -> SegmentedAead.open(key, header, aad))
                .isInstanceOf(AuthenticationFailedException.class);
    }

    private static void refuses(FloeSegments floe, long position, boolean last, byte[] sealed) {
        byte[] out = new byte[100];
        assertThatThrownBy(() -> floe.decryptSegment(position, last, sealed, 0, sealed.length, out, 0))
                .isInstanceOf(AuthenticationFailedException.class);
        assertThat(out).containsOnly(0);
    }

    private static byte[] seal(FloeSegments floe, long position, boolean last, byte[] message) {
        byte[] sealed = new byte[message.length + OVERHEAD];
        floe.encryptSegment(position, last, message, 0, message.length, sealed, 0);
        return sealed;
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 13 + 1);
        }
        return bytes;
    }

    @Provide
    Arbitrary<CryptoProvider> providers() {
        return Arbitraries.of(Providers.usable());
    }
}

package dev.furoshiki.s3.object;

import static dev.furoshiki.s3.object.ObjectLayout.MAX_PLAINTEXT_LENGTH;
import static dev.furoshiki.s3.object.ObjectLayout.MAX_SEGMENTS;
import static dev.furoshiki.s3.object.ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
import static dev.furoshiki.s3.object.ObjectLayout.STORED_SEGMENT_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ObjectLayoutTest {

    @Example
    void lengthsOfTheFormatPage() {
        assertThat(ObjectLayout.storedLength(0)).isEqualTo(32);
        assertThat(ObjectLayout.storedLength(1)).isEqualTo(33);
        assertThat(ObjectLayout.storedLength(65_535)).isEqualTo(65_567);
        assertThat(ObjectLayout.storedLength(65_536)).isEqualTo(65_568);
        assertThat(ObjectLayout.storedLength(65_537)).isEqualTo(65_601);
        assertThat(ObjectLayout.storedLength(100L << 20)).isEqualTo((100L << 20) + 1600 * 32);
        assertThat(ObjectLayout.plaintextLength(65_568 + 32)).isEqualTo(65_536);
        assertThat(ObjectLayout.segments(65_568 + 32)).isEqualTo(2);
    }

    @Example
    void lengthsThatNoObjectHas() {
        assertThat(ObjectLayout.isStoredLength(0)).isFalse();
        assertThat(ObjectLayout.isStoredLength(-1)).isFalse();
        for (int few = 1; few < 32; few++) {
            assertThat(ObjectLayout.isStoredLength(few)).isFalse();
            assertThat(ObjectLayout.isStoredLength(3L * STORED_SEGMENT_BYTES + few))
                    .isFalse();
        }
        assertThat(ObjectLayout.isStoredLength(ObjectLayout.MAX_STORED_LENGTH)).isTrue();
        assertThat(ObjectLayout.isStoredLength(ObjectLayout.MAX_STORED_LENGTH + 1))
                .isFalse();
        assertThat(ObjectLayout.isStoredLength(Long.MAX_VALUE)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectLayout.plaintextLength(31));
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectLayout.storedLength(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectLayout.storedLength(MAX_PLAINTEXT_LENGTH + 1));
    }

    /** The naive model lays segment after segment and looks where each byte went. */
    @Property
    void agreesWithSegmentsLaidOneByOne(@ForAll @IntRange(max = 5 * PLAINTEXT_SEGMENT_BYTES + 3) int length) {
        List<Integer> plain = new ArrayList<>();
        int left = length;
        do {
            plain.add(Math.min(left, PLAINTEXT_SEGMENT_BYTES));
            left -= plain.get(plain.size() - 1);
        } while (left > 0);
        long stored = plain.stream().mapToLong(bytes -> bytes + 32).sum();

        assertThat(ObjectLayout.storedLength(length)).isEqualTo(stored);
        assertThat(ObjectLayout.plaintextLength(stored)).isEqualTo(length);
        assertThat(ObjectLayout.segments(stored)).isEqualTo(plain.size());
        int offset = 0;
        for (int i = 0; i < plain.size(); i++) {
            assertThat(ObjectLayout.storedOffset(i)).isEqualTo(offset);
            offset += plain.get(i) + 32;
        }
    }

    @Property
    void plaintextLengthInvertsStoredLength(@ForAll("lengths") long length) {
        long stored = ObjectLayout.storedLength(length);

        assertThat(ObjectLayout.isStoredLength(stored)).isTrue();
        assertThat(ObjectLayout.plaintextLength(stored)).isEqualTo(length);
        assertThat(BigInteger.valueOf(stored)).isEqualTo(storedInUnboundedNumbers(length));
    }

    @Property
    void everyStoredLengthHasOnePlaintextLength(
            @ForAll @LongRange(min = 1, max = ObjectLayout.MAX_STORED_LENGTH) long stored) {
        if (!ObjectLayout.isStoredLength(stored)) {
            assertThat(stored % STORED_SEGMENT_BYTES).isBetween(1L, 31L);
            return;
        }
        long length = ObjectLayout.plaintextLength(stored);
        long again = ObjectLayout.storedLength(length);
        boolean endsInEmptySegment = stored % STORED_SEGMENT_BYTES == 32 && stored > 32;
        assertThat(again).isEqualTo(endsInEmptySegment ? stored - 32 : stored);
    }

    @Property
    void aSuffixReachesTheSegmentOfItsFirstByte(
            @ForAll @LongRange(min = 1, max = 6L * PLAINTEXT_SEGMENT_BYTES) long length,
            @ForAll @LongRange(min = 1, max = 7L * PLAINTEXT_SEGMENT_BYTES) long suffix,
            @ForAll boolean emptyEnd) {
        boolean full = length % PLAINTEXT_SEGMENT_BYTES == 0;
        long stored = ObjectLayout.storedLength(length) + (emptyEnd && full ? 32 : 0);
        long first = Math.max(0, length - suffix);
        long firstStored = ObjectLayout.storedOffset(ObjectLayout.segmentAt(first));

        assertThat(Math.max(0, stored - ObjectLayout.storedSuffix(suffix))).isLessThanOrEqualTo(firstStored);
    }

    @Example
    void arithmeticHoldsAtTheEnd() {
        assertThat(ObjectLayout.storedOffset(MAX_SEGMENTS)).isEqualTo(ObjectLayout.MAX_STORED_LENGTH);
        assertThat(ObjectLayout.storedSuffix(Long.MAX_VALUE)).isEqualTo(ObjectLayout.MAX_STORED_LENGTH);
        assertThat(ObjectLayout.segmentAt(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE >> 16);
    }

    @Provide
    Arbitrary<Long> lengths() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, MAX_PLAINTEXT_LENGTH),
                Arbitraries.longs()
                        .between(1, MAX_SEGMENTS)
                        .flatMap(segments -> Arbitraries.longs()
                                .between(-2, 2)
                                .map(shift ->
                                        Math.min(MAX_PLAINTEXT_LENGTH, segments * PLAINTEXT_SEGMENT_BYTES + shift))));
    }

    private static BigInteger storedInUnboundedNumbers(long length) {
        BigInteger[] parts = BigInteger.valueOf(length).divideAndRemainder(BigInteger.valueOf(PLAINTEXT_SEGMENT_BYTES));
        BigInteger segments =
                parts[0].add(BigInteger.valueOf(parts[1].signum())).max(BigInteger.ONE);
        return BigInteger.valueOf(length).add(segments.multiply(BigInteger.valueOf(32)));
    }
}

package dev.furoshiki.s3.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.s3.object.ByteRange.Span;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class VirtualPartsTest {

    private static final long PART = VirtualParts.PART_BYTES;

    /** What the number of a part can be. */
    private static final long MOST_NUMBERED = Integer.MAX_VALUE * PART;

    @Property
    void meetAndCoverThePlaintext(@ForAll @LongRange(min = 0, max = MOST_NUMBERED) long length) {
        VirtualParts parts = new VirtualParts(length);
        int last = (int) parts.count();
        int middle = last / 2 + 1;
        assertThat(parts.span(1).map(Span::first).orElse(0L)).isZero();
        assertThat(parts.span(last).map(Span::last).orElse(-1L)).isEqualTo(length - 1);
        if (middle < last) {
            assertThat(parts.span(middle).orElseThrow().last() + 1)
                    .isEqualTo(parts.span(middle + 1).orElseThrow().first());
            assertThat(parts.span(middle).orElseThrow().length()).isEqualTo(PART);
        }
        assertThat(parts.has(last)).isTrue();
        assertThat(last < Integer.MAX_VALUE && parts.has(last + 1)).isFalse();
    }

    /** Downloads that were begun go on by these: the size is never to be changed. */
    @Test
    void areOfEightMebibytes() {
        assertThat(PART).isEqualTo(8_388_608).isEqualTo(128L * ObjectLayout.PLAINTEXT_SEGMENT_BYTES);
        assertThat(new VirtualParts(0).count()).isEqualTo(1);
        assertThat(new VirtualParts(0).span(1)).isEmpty();
        assertThat(new VirtualParts(PART).count()).isEqualTo(1);
        assertThat(new VirtualParts(PART + 1).count()).isEqualTo(2);
        assertThat(new VirtualParts(PART + 1).span(2)).contains(new Span(PART, PART));
        assertThat(new VirtualParts(PART + 1).span(3)).isEmpty();
        assertThat(new VirtualParts(PART + 1).has(0)).isFalse();
        assertThat(new VirtualParts(ObjectLayout.MAX_PLAINTEXT_LENGTH).count()).isEqualTo(1L << 33);
    }
}

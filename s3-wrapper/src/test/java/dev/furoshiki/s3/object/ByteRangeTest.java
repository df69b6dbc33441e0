package dev.furoshiki.s3.object;

import static dev.furoshiki.s3.object.ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
import static dev.furoshiki.s3.object.ObjectLayout.STORED_SEGMENT_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ByteRange.Span;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    private static final long MOST = 6L * PLAINTEXT_SEGMENT_BYTES;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, bytes=0-65567",
        "bytes=0-65535, bytes=0-65567",
        "bytes=0-65536, bytes=0-131135",
        "bytes=65536-65536, bytes=65568-131135",
        "bytes=65535-, bytes=0-",
        "bytes=65536-, bytes=65568-",
        "bytes=-1, bytes=-131136",
        "bytes=-65536, bytes=-131136",
        "bytes=-65537, bytes=-196704",
        "bytes=-0, bytes=-65568",
        "BYTES=000-5, bytes=0-65567",
        "bytes=9223372036854775807-, bytes=72092778410016768-",
        "bytes=0-99999999999999999999999, bytes=0-72092778410082335",
        "bytes=-99999999999999999999999, bytes=-72092778410016768"
    })
    void asksForWholeSegments(String asked, String stored) {
        assertThat(ByteRange.parse("getObject", asked).orElseThrow().stored().header())
                .isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-4",
                "bytes=1",
                "items=0-5",
                "bytes=--5",
                "bytes=0x1-5",
                "bytes= 0-5",
                "bytes=0-5;",
                "bytes=+0-5",
                "0-5"
            })
    void isNoRangeWhenMalformed(String header) {
        assertThat(ByteRange.parse("getObject", header)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "bytes=0-1, -5", "bytes=0-1,", "Bytes=,"})
    void isRefusedWhenThereAreSeveral(String header) {
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> ByteRange.parse("getObject", header))
                .withMessageContaining("one range in a request")
                .satisfies(e -> assertThat(e.operation()).isEqualTo("getObject"));
    }

    @Test
    void isUnsatisfiableBehindTheEnd() {
        assertThat(new ByteRange.Closed(5, 9).within(5)).isEmpty();
        assertThat(new ByteRange.Open(5).within(5)).isEmpty();
        assertThat(new ByteRange.Suffix(0).within(5)).isEmpty();
        assertThat(new ByteRange.Suffix(1).within(0)).isEmpty();
        assertThat(new ByteRange.Closed(0, 9).within(0)).isEmpty();
        assertThat(new ByteRange.Closed(4, 9).within(5)).contains(new Span(4, 4));
        assertThat(new ByteRange.Suffix(9).within(5)).contains(new Span(0, 4));
        assertThat(new Span(4, 4).contentRange(5)).isEqualTo("bytes 4-4/5");
    }

    /** A model server clips the stored range; what it sends has to hold every byte meant, and be recognized. */
    @Property
    void whatIsServedHoldsWhatIsMeant(
            @ForAll @LongRange(min = 1, max = MOST) long length,
            @ForAll @LongRange(max = MOST) long first,
            @ForAll @LongRange(max = MOST) long more,
            @ForAll @LongRange(max = 2) long form,
            @ForAll boolean emptyEnd) {
        ByteRange range = form == 0
                ? new ByteRange.Closed(first, first + more)
                : form == 1 ? new ByteRange.Open(first) : new ByteRange.Suffix(first);
        boolean full = length % PLAINTEXT_SEGMENT_BYTES == 0;
        long stored = ObjectLayout.storedLength(length) + (emptyEnd && full ? 32 : 0);
        Optional<Span> meant = range.within(length);
        Optional<StoredSpan> served = serve(range.stored().header(), stored);

        if (served.isEmpty()) {
            assertThat(meant).isEmpty();
            return;
        }
        assertThat(range.stored().isServedBy(served.get())).isTrue();
        meant.ifPresent(span -> {
            assertThat(ObjectLayout.segmentAt(span.first()))
                    .isGreaterThanOrEqualTo(served.get().firstWholeSegment());
            assertThat(ObjectLayout.segmentAt(span.last()))
                    .isLessThan(served.get().endSegment());
        });
    }

    @Test
    void anotherAnswerIsNotTakenForIt() {
        ByteRange range = new ByteRange.Closed(0, 10);
        long total = 3L * STORED_SEGMENT_BYTES;
        assertThat(range.stored().isServedBy(new StoredSpan(0, STORED_SEGMENT_BYTES - 1, total)))
                .isTrue();
        assertThat(range.stored().isServedBy(new StoredSpan(0, STORED_SEGMENT_BYTES - 2, total)))
                .isFalse();
        assertThat(range.stored().isServedBy(new StoredSpan(1, STORED_SEGMENT_BYTES - 1, total)))
                .isFalse();
        assertThat(range.stored().isServedBy(StoredSpan.whole(total))).isFalse();
    }

    private static Optional<StoredSpan> serve(String header, long total) {
        String[] bounds = header.substring("bytes=".length()).split("-", 2);
        if (bounds[0].isEmpty()) {
            return Optional.of(new StoredSpan(Math.max(0, total - Long.parseLong(bounds[1])), total - 1, total));
        }
        long first = Long.parseLong(bounds[0]);
        long last = bounds[1].isEmpty() ? total - 1 : Math.min(total - 1, Long.parseLong(bounds[1]));
        return first >= total ? Optional.empty() : Optional.of(new StoredSpan(first, last, total));
    }
}

package dev.furoshiki.s3.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentSegmentsTest {

    private final RecentSegments recent = new RecentSegments(new SegmentBuffers());
    private final List<byte[]> arrays = new ArrayList<>();

    @Test
    void whatIsUsedLeastIsWipedAndMakesRoom() {
        for (long segment = 0; segment < 4; segment++) {
            add(segment);
        }
        assertThat(recent.get(0)).isSameAs(arrays.get(0));
        assertThat(recent.has(4)).isFalse();

        byte[] oldest = arrays.get(1).clone();
        add(4);
        assertThat(oldest).containsOnly(2);
        assertThat(arrays.get(1)).containsOnly(0);
        assertThat(recent.has(1)).isFalse();
        assertThat(recent.get(0)).containsOnly(1);
        assertThat(recent.get(4)).containsOnly(5);
    }

    @Test
    void closingWipesAll() {
        add(7);
        add(8);
        recent.close();
        assertThat(arrays).allSatisfy(array -> assertThat(array).containsOnly(0));
        assertThat(recent.get(7)).isNull();
        add(7);
        assertThat(recent.get(7)).containsOnly(8);
    }

    @Test
    void whatDoesNotOpenIsWipedAndNotKept() {
        assertThatIllegalStateException()
                .isThrownBy(() -> recent.add(3, plaintext -> {
                    arrays.add(plaintext);
                    Arrays.fill(plaintext, (byte) 9);
                    throw new IllegalStateException("does not open");
                }));
        assertThat(recent.has(3)).isFalse();
        assertThat(arrays.get(0)).containsOnly(0);
    }

    private void add(long segment) {
        recent.add(segment, plaintext -> {
            arrays.add(plaintext);
            Arrays.fill(plaintext, (byte) (segment + 1));
        });
    }
}

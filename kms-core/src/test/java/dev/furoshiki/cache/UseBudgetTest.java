package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In what blocks the limits of a key are given out. */
class UseBudgetTest {

    private static final long MUCH = 1L << 40;

    private final SettableTicker ticker = new SettableTicker();

    /** G8: where a block lasts less than 100 ms, the next has twice its uses, and none has more than 2^16. */
    @Test
    void blocksThatAreUsedUpFastGrowToTheLargest() {
        UseBudget budget = new UseBudget(MUCH, MUCH, 64, ticker::read);
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            ticker.advance(Duration.ofMillis(100).minusNanos(1));
            blocks.add(budget.takeMessages(1));
        }
        assertThat(blocks)
                .containsExactly(
                        64L, 128L, 256L, 512L, 1024L, 2048L, 4096L, 8192L, 16384L, 32768L, 65536L, 65536L, 65536L,
                        65536L);
    }

    /** G8: that is a record a key and 100 ms, so that more in one would only be more that a crash counts and nobody used. */
    @Test
    void blocksThatLastDoNotGrow() {
        UseBudget budget = new UseBudget(MUCH, MUCH, 64, ticker::read);
        for (int i = 0; i < 5; i++) {
            ticker.advance(Duration.ofMillis(100));
            assertThat(budget.takeMessages(1)).isEqualTo(64);
        }
        ticker.advance(Duration.ofMillis(99));
        assertThat(budget.takeMessages(1)).isEqualTo(64);
        for (int i = 0; i < 5; i++) {
            ticker.advance(Duration.ofMillis(100 + i));
            assertThat(budget.takeMessages(1)).isEqualTo(128);
        }
    }

    /** Or every fourth message of 16 KiB would write what all threads share. */
    @Test
    void bytesComeInBlocksOfAThousandLongMessages() {
        UseBudget budget = new UseBudget(1, KeyLimits.DEFAULT.maxBytes(), 1, ticker::read);
        assertThat(budget.takeBytes(1 << 14, 1)).isEqualTo(1 << 24);
        assertThat(budget.takeBytes(1 << 25, 1)).isEqualTo(1 << 25);
    }

    @Test
    void ofFewBytesNoBlockIsMoreThanAPart() {
        UseBudget budget = new UseBudget(1, 1 << 20, 1, ticker::read);
        assertThat(budget.takeBytes(1, 1)).isBetween(1L, 1L << 19);
        assertThat(budget.takeBytes(1 << 20, 1)).isZero();
    }

    @Test
    void ofFewMessagesNobodyIsGivenAllAndNobodyOneAtATime() {
        UseBudget few = new UseBudget(12, 1, 64, ticker::read);
        assertThat(few.takeMessages(1)).isEqualTo(6);
        assertThat(few.takeMessages(2)).isEqualTo(2);
        UseBudget many = new UseBudget(1024, 1, 64, ticker::read);
        long blocks = 0;
        for (long block = many.takeMessages(8); block > 0; block = many.takeMessages(8)) {
            blocks++;
        }
        assertThat(blocks).isLessThan(60);
    }
}

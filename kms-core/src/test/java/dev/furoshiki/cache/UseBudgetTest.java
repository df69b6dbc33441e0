package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** In what blocks the limits of a key are given out. */
class UseBudgetTest {

    /** Or every fourth message of 16 KiB would write what all threads share. */
    @Test
    void bytesComeInBlocksOfAThousandLongMessages() {
        UseBudget budget = new UseBudget(1, KeyLimits.DEFAULT.maxBytes(), 1, System::nanoTime);
        assertThat(budget.takeBytes(1 << 14, 1)).isEqualTo(1 << 24);
        assertThat(budget.takeBytes(1 << 25, 1)).isEqualTo(1 << 25);
    }

    @Test
    void ofFewBytesNoBlockIsMoreThanAPart() {
        UseBudget budget = new UseBudget(1, 1 << 20, 1, System::nanoTime);
        assertThat(budget.takeBytes(1, 1)).isBetween(1L, 1L << 19);
        assertThat(budget.takeBytes(1 << 20, 1)).isZero();
    }

    @Test
    void ofFewMessagesNobodyIsGivenAllAndNobodyOneAtATime() {
        UseBudget few = new UseBudget(12, 1, 64, System::nanoTime);
        assertThat(few.takeMessages(1)).isEqualTo(6);
        assertThat(few.takeMessages(2)).isEqualTo(2);
        UseBudget many = new UseBudget(1024, 1, 64, System::nanoTime);
        long blocks = 0;
        for (long block = many.takeMessages(8); block > 0; block = many.takeMessages(8)) {
            blocks++;
        }
        assertThat(blocks).isLessThan(60);
    }
}

package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** In what blocks the limits of a key are given out. */
class UseBudgetTest {

    /** Or every fourth message of 16 KiB would write what all threads share. */
    @Test
    void bytesComeInBlocksOfAThousandLongMessages() {
        UseBudget budget = new UseBudget(1, KeyLimits.DEFAULT.maxBytes(), 1);
        assertThat(budget.takeBytes(1 << 14)).isEqualTo(1 << 24);
        assertThat(budget.takeBytes(1 << 25)).isEqualTo(1 << 25);
    }

    @Test
    void ofFewBytesNoBlockIsMoreThanAPart() {
        UseBudget budget = new UseBudget(1, 1 << 20, 1);
        assertThat(budget.takeBytes(1)).isBetween(1L, 1L << 19);
        assertThat(budget.takeBytes(1 << 20)).isZero();
    }
}

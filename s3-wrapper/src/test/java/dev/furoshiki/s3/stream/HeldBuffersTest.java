package dev.furoshiki.s3.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldBuffersTest {

    private final BufferBudget budget = new BufferBudget(4);
    private final HeldBuffers held = new HeldBuffers(budget, 4);

    @Test
    void theFirstCostsNobodyAnything() {
        assertThat(held.tryTake(100)).isTrue();
        assertThat(budget.left()).isEqualTo(4);
        assertThat(held.tryTake()).as("beyond it, where it is that long").isFalse();
        held.give(100);
        assertThat(held.tryTake()).isTrue();
        assertThat(budget.left()).isEqualTo(4);
    }

    @Test
    void whatCountsForSeveralIsTakenWholeOrNotAtAll() {
        held.tryTake();
        assertThat(held.tryTake(4)).as("more than one body may have").isFalse();
        assertThat(held.tryTake(2)).isTrue();
        assertThat(budget.left()).isEqualTo(2);
        HeldBuffers other = new HeldBuffers(budget, 9);
        other.tryTake();
        assertThat(other.tryTake(3)).as("more than the others leave").isFalse();
        assertThat(budget.left()).isEqualTo(2);
        held.give(2);
        assertThat(other.tryTake(3)).isTrue();
        other.giveAll();
        held.giveAll();
        assertThat(budget.left()).isEqualTo(4);
    }
}

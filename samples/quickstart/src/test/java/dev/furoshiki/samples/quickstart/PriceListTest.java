package dev.furoshiki.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PriceListTest {

    private static final long A_MONTH_OF_SECONDS = 2_592_000;

    @Test
    void requestsCostThreeCentsForTenThousand() {
        assertThat(PriceList.requests(0)).isEqualByComparingTo("0");
        assertThat(PriceList.requests(1)).isEqualByComparingTo("0.000003");
        assertThat(PriceList.requests(10_000)).isEqualByComparingTo("0.03");
    }

    @Test
    void aMonthCostsItsKeysAndTheRequestsThatAreNotFree() {
        assertThat(PriceList.month(1, 0)).isEqualByComparingTo("1");
        assertThat(PriceList.month(3, 20_000)).isEqualByComparingTo("3");
        assertThat(PriceList.month(1, 30_000)).isEqualByComparingTo("1.03");
    }

    /** The published example: 1,000 uncached operations a second, the free ones aside, without the key. */
    @Test
    void aThousandRequestsASecondCostAbout7776() {
        assertThat(PriceList.month(0, 1_000 * A_MONTH_OF_SECONDS)).isEqualByComparingTo("7775.94");
    }
}

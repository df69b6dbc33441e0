package dev.furoshiki.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 30, 0.00",
        "1, 0, 30, 1.00",
        "1, 20000, 30, 1.00",
        "1, 30000, 30, 1.03",
        "3, 21666, 30, 3.00",
        "3, 21667, 30, 3.01",
        "2, 10000, 15, 2.00",
        "2, 15000, 15, 2.03",
        "1, 1000000, 60, 2.44",
    })
    void requestsBeyondTheFreeOnesAreBilled(int keys, long requests, int days, String usd) {
        assertThat(Prices.of("ap-northeast-1").monthly(keys, requests, Duration.ofDays(days)))
                .isEqualTo(usd);
    }

    @Test
    void anotherRegionIsAnotherLine() throws IOException {
        String table = "# a remark\n\nhere, 1, 0, 0.03\n there , 2.50 ,100, 1\n";
        Prices there = Prices.of("there", new StringReader(table));
        assertThat(there.monthly(1, 10_100, Prices.MONTH)).isEqualTo("3.50");
        assertThatThrownBy(() -> Prices.of("nowhere", new StringReader(table)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'nowhere', but of [here, there]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"here, 1, 0", "here, 1, 0, 0.03, 7", "here, one, 0, 0.03", "here, 1, 0.5, 0.03"})
    void whatIsNoLineOfPricesIsNamed(String line) {
        assertThatThrownBy(() -> Prices.of("here", new StringReader("# prices\n" + line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 2 of the prices is a region and three numbers, with commas between, not: " + line);
    }
}

package dev.furoshiki.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MicroFigureTest {

    private static final String JSON = """
            [{"benchmark": "dev.furoshiki.benchmarks.micro.RawGcm.seal",
              "primaryMetric": {"score": 281.25, "scoreError": 3.5, "scoreUnit": "ns/op"},
              "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 464.0}}},
             {"benchmark": "dev.furoshiki.benchmarks.micro.RawGcm.open",
              "primaryMetric": {"score": 300, "scoreError": "NaN", "scoreUnit": "ns/op"},
              "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 480.04}}}]
            """;

    @Test
    void jmhsOwnJsonIsRead() {
        List<MicroFigure> figures = MicroFigure.parse(JSON);
        assertThat(figures)
                .containsExactly(
                        new MicroFigure("RawGcm.seal", 281.25, 3.5, 464),
                        new MicroFigure("RawGcm.open", 300, Double.NaN, 480.04));
        assertThat(MicroFigure.table(figures).lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        " micro-benchmark (JMH) mean error allocated",
                        " /op 99.9 % B/op",
                        " RawGcm.seal 281.3 ns +- 3.5 464",
                        " RawGcm.open 300.0 ns +- NaN 480");
    }
}

package dev.furoshiki.samples.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HibernateSampleTest {

    @Test
    void showsWhatEachReads() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new HibernateSample(new PrintStream(printed, true, StandardCharsets.UTF_8)).run();
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .first(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .isEqualTo("the application reads:   Grace, number 078-05-1121, born 1906-12-10");
        assertThat(printed.toString(StandardCharsets.UTF_8).lines().skip(1))
                .singleElement()
                .asString()
                .matches(
                        "the administrator reads: Grace, number 01[0-9a-f]{30}\\.\\.\\., born 01[0-9a-f]{30}\\.\\.\\.");
    }
}

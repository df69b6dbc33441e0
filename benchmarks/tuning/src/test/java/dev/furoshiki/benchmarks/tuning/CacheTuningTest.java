package dev.furoshiki.benchmarks.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of it, as it is started. */
class CacheTuningTest {

    @TempDir
    Path folder;

    private final Properties settings = new Properties();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void reportHere() {
        settings.setProperty("furoshiki.tuning.report", folder.toString());
        // As Maven passes what nobody set.
        settings.setProperty("furoshiki.tuning.region", "");
    }

    @Test
    void itSaysOfEachConfigurationWhatItCostsAndProtects() throws Exception {
        settings.setProperty("furoshiki.tuning.trace", "zipf?tenants=20&perSecond=50&length=4m&reads=0.3");
        settings.setProperty("furoshiki.tuning.grid", "maxAge=10s,1m; maxMessages=50,5000; nodes=2");
        settings.setProperty("furoshiki.tuning.service", "remote?median=5ms&p99=40ms");
        assertThat(run()).isZero();
        JsonObject report = JsonParser.parseString(Files.readString(folder.resolve("tuning.json")))
                .getAsJsonObject();
        JsonArray findings = report.getAsJsonArray("findings");
        assertThat(findings).hasSize(4);
        JsonObject frequent = findings.get(0).getAsJsonObject();
        JsonObject seldom = findings.get(3).getAsJsonObject();
        assertThat(frequent.getAsJsonObject("settings"))
                .isEqualTo(JsonParser.parseString("{\"maxAge\": \"10s\", \"maxMessages\": \"50\"}"));
        assertThat(frequent.get("requests").getAsLong())
                .isGreaterThan(seldom.get("requests").getAsLong());
        assertThat(frequent.get("monthlyPriceUsd").getAsBigDecimal())
                .isGreaterThan(seldom.get("monthlyPriceUsd").getAsBigDecimal());
        assertThat(frequent.get("mostMessages").getAsLong()).isLessThanOrEqualTo(50);
        assertThat(seldom.get("mostMessages").getAsLong()).isGreaterThan(50);
        assertThat(frequent.get("longestUnseenNanos").getAsLong()).isLessThan(10_000_000_000L);
        assertThat(seldom.get("longestUnseenNanos").getAsLong()).isBetween(10_000_000_000L, 60_000_000_000L);
        assertThat(seldom.get("code").getAsString()).contains(".maxAge(Duration.ofMinutes(1))");
        JsonArray choice = report.getAsJsonArray("fronts");
        assertThat(choice).hasSize(TuningReport.CHOICES.size());
        assertThat(choice.get(0).getAsJsonObject().getAsJsonArray("findings")).isNotEmpty();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("4 of 4", "price against unseen: #", Files.readString(folder.resolve("tuning.txt")));
    }

    @Test
    void wrongSettingsAreNamed() throws Exception {
        settings.setProperty("furoshiki.tuning.trace", "zipf?tenant=20");
        assertThat(run()).isEqualTo(2);
        settings.setProperty("furoshiki.tuning.trace", "zipf?length=1s");
        settings.setProperty("furoshiki.tuning.grid", "maxAge=soon");
        assertThat(run()).isEqualTo(2);
        settings.setProperty("furoshiki.tuning.grid", "");
        settings.setProperty("furoshiki.tuning.service", "remote?outage=5m");
        assertThat(run()).isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("[tenant]", "maxAge cannot be 'soon'", "an outage is from and until", "5m");
    }

    private int run() throws Exception {
        return new CacheTuning(settings, new PrintStream(printed, true, StandardCharsets.UTF_8)).run();
    }
}

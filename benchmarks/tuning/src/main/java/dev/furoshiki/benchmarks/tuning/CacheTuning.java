package dev.furoshiki.benchmarks.tuning;

import dev.furoshiki.benchmarks.tuning.service.KeyServiceModel;
import dev.furoshiki.benchmarks.tuning.trace.Trace;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Replays a trace of data-key uses against the cache under each configuration of a grid, and says what each costs and protects. The main
 * class of {@code mvn -q -Ptuning}; its settings are in benchmarks/README.md.
 */
public final class CacheTuning {

    private static final int OK = 0;
    private static final int WRONG_SETTINGS = 2;

    private static final String DEFAULT_TRACE = "zipf?tenants=1000&perSecond=500&length=1h";
    private static final String DEFAULT_GRID = "maxAge=1m,5m,15m,1h; maxMessages=1000,100000; refreshAhead=0.8,1";
    private static final String DEFAULT_SEED = "42";

    private final Properties settings;
    private final PrintStream out;

    CacheTuning(Properties settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** Takes its settings from system properties that begin with {@code furoshiki.tuning}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(new CacheTuning(System.getProperties(), System.out).run());
    }

    /** Writes {@code tuning.txt} and {@code tuning.json}, and prints the former; says with what the process ends. */
    int run() throws IOException, InterruptedException {
        TuningReport report;
        try {
            report = report();
        } catch (IllegalArgumentException | DateTimeParseException wrong) {
            out.println("furoshiki.tuning: " + wrong.getMessage());
            return WRONG_SETTINGS;
        }
        Path folder = Files.createDirectories(Path.of(setting("report", "target/report")));
        Files.writeString(folder.resolve("tuning.txt"), report.text());
        Files.writeString(folder.resolve("tuning.json"), report.json());
        out.println(report.text());
        out.println("in " + folder.toAbsolutePath());
        return OK;
    }

    private TuningReport report() throws IOException, InterruptedException {
        long seed = Long.parseLong(setting("seed", DEFAULT_SEED));
        String traceText = setting("trace", DEFAULT_TRACE);
        KeyServiceModel model = Specs.service(setting("service", "remote"));
        Prices prices = prices(setting("region", "ap-northeast-1"));
        Grid grid = Grid.parse(setting("grid", DEFAULT_GRID));
        List<Configuration> configurations =
                grid.over(Configuration.DEFAULT.with(Configuration.Routing.valueOf(setting("routing", "SPREAD"))));
        Trace trace = Specs.trace(traceText, seed);
        AtomicInteger found = new AtomicInteger();
        List<Finding> findings = new Study(trace, model, prices, seed)
                .of(configurations, finding -> out.println(found.incrementAndGet() + " of " + configurations.size()));
        return new TuningReport(traceText, prices.region(), grid.varied(), findings);
    }

    private Prices prices(String region) throws IOException {
        String table = setting("prices", "");
        if (table.isEmpty()) {
            return Prices.of(region);
        }
        try (Reader reader = Files.newBufferedReader(Path.of(table), StandardCharsets.UTF_8)) {
            return Prices.of(region, reader);
        }
    }

    /** Maven passes what nobody set as the empty string. */
    private String setting(String name, String otherwise) {
        String value = settings.getProperty("furoshiki.tuning." + name, "");
        return value.isEmpty() ? otherwise : value;
    }
}

package dev.furoshiki.benchmarks.tuning;

import dev.furoshiki.benchmarks.tuning.service.KeyServiceModel;
import dev.furoshiki.benchmarks.tuning.service.Latency;
import dev.furoshiki.benchmarks.tuning.service.Outage;
import dev.furoshiki.benchmarks.tuning.service.Quota;
import dev.furoshiki.benchmarks.tuning.service.Retries;
import dev.furoshiki.benchmarks.tuning.trace.AuditTrace;
import dev.furoshiki.benchmarks.tuning.trace.BatchJob;
import dev.furoshiki.benchmarks.tuning.trace.ColdStart;
import dev.furoshiki.benchmarks.tuning.trace.Merged;
import dev.furoshiki.benchmarks.tuning.trace.PublicTrace;
import dev.furoshiki.benchmarks.tuning.trace.Rate;
import dev.furoshiki.benchmarks.tuning.trace.Scan;
import dev.furoshiki.benchmarks.tuning.trace.Trace;
import dev.furoshiki.benchmarks.tuning.trace.TraceFile;
import dev.furoshiki.benchmarks.tuning.trace.ZipfTenants;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Traces and key services as users write them. Stateless. */
final class Specs {

    private static final Duration A_DAY = Duration.ofDays(1);

    private Specs() {}

    /**
     * One trace, or several at the same time with + between.
     *
     * @throws IOException when a file is to be read and cannot be, or is no such file
     */
    static Trace trace(String text, long seed) throws IOException {
        List<Trace> traces = new ArrayList<>();
        for (String one : text.split("\\+", -1)) {
            Spec spec = Spec.parse(one);
            traces.add(trace(spec, seed + traces.size()));
            spec.requireAllRead();
        }
        return traces.size() == 1 ? traces.get(0) : new Merged(traces);
    }

    private static Trace trace(Spec spec, long seed) throws IOException {
        return switch (spec.name()) {
            case "file" -> TraceFile.read(Path.of(spec.text("path")));
            case "audit" -> AuditTrace.read(List.of(Path.of(spec.text("path"))), spec.whole("bytes", 1000));
            case "lirs" -> published(PublicTrace.LIRS, spec);
            case "arc" -> published(PublicTrace.ARC, spec);
            case "umass" -> published(PublicTrace.UMASS_STORAGE, spec);
            case "twitter" -> published(PublicTrace.TWITTER, spec);
            case "zipf" -> zipf(spec, seed);
            case "batch" ->
                new BatchJob(
                        spec.duration("length", "1h"),
                        spec.duration("every", "1h"),
                        spec.whole("tenants", 1000),
                        spec.whole("messages", 100),
                        spec.number("perSecond", 1000),
                        spec.whole("bytes", 1000));
            case "scan" ->
                new Scan(
                        spec.duration("length", "1h"),
                        spec.duration("from", "30m"),
                        spec.whole("contexts", 1000),
                        spec.whole("items", 100_000),
                        spec.number("perSecond", 1000),
                        spec.whole("bytes", 1000));
            case "coldstart" ->
                new ColdStart(
                        spec.duration("length", "10m"),
                        spec.whole("nodes", 100),
                        spec.whole("contexts", 10),
                        spec.duration("within", "10s"),
                        seed);
            default ->
                throw new IllegalArgumentException("there is no trace '" + spec.name()
                        + "'; there are file, audit, lirs, arc, umass, twitter, zipf, batch, scan and coldstart");
        };
    }

    private static Trace published(PublicTrace format, Spec spec) throws IOException {
        return format.read(Path.of(spec.text("path")), spec.number("perSecond", 1000));
    }

    private static Trace zipf(Spec spec, long seed) {
        double night = spec.number("night", 1);
        return new ZipfTenants(
                spec.duration("length", "1h"),
                spec.number("perSecond", 1000),
                night == 1 ? Rate.CONSTANT : Rate.daily(A_DAY, night),
                spec.whole("tenants", 1000),
                spec.number("exponent", 1),
                spec.number("reads", 0),
                spec.whole("bytes", 1000),
                seed);
    }

    /** Of a key service, {@code remote?median=5ms&p99=50ms&quota=10000&outage=10m-12m}, or {@code ideal}. */
    static KeyServiceModel service(String text) {
        Spec spec = Spec.parse(text);
        KeyServiceModel model = switch (spec.name()) {
            case "ideal" -> KeyServiceModel.IDEAL;
            case "remote" ->
                KeyServiceModel.REMOTE
                        .with(new Latency.LogNormal(spec.duration("median", "5ms"), spec.duration("p99", "50ms")))
                        .withRecording(new Latency.Constant(spec.duration("recording", "0")))
                        .with(Quota.perSecond(spec.number("quota", 10_000)))
                        .with(new Retries(spec.whole("attempts", 3), spec.duration("pause", "200ms")));
            default ->
                throw new IllegalArgumentException(
                        "there is no key service '" + spec.name() + "'; there are remote and ideal");
        };
        String outage = spec.text("outage", "");
        Duration failsAfter = spec.duration("failsAfter", "10s");
        spec.requireAllRead();
        return outage.isEmpty() ? model : model.with(outage(outage, failsAfter));
    }

    private static Outage outage(String text, Duration failsAfter) {
        String[] ends = text.split("-", -1);
        if (ends.length != 2) {
            throw new IllegalArgumentException("an outage is from and until with - between, not '" + text + "'");
        }
        return new Outage(Spec.duration(ends[0]), Spec.duration(ends[1]), failsAfter);
    }
}

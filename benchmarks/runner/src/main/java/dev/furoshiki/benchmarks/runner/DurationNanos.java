package dev.furoshiki.benchmarks.runner;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Duration;

/** A duration in JSON: a number of nanoseconds (Gson will not look into classes of the JDK). */
final class DurationNanos extends TypeAdapter<Duration> {

    @Override
    public void write(JsonWriter out, Duration value) throws IOException {
        out.value(value.toNanos());
    }

    @Override
    public Duration read(JsonReader in) throws IOException {
        return Duration.ofNanos(in.nextLong());
    }
}

package dev.furoshiki.benchmarks.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a contender measured, or why it could not. Filled by one {@link Contest}. */
public final class Result {

    private final List<Sample> samples = new ArrayList<>();
    private long bytesPerOperation;
    private @Nullable SubjectFailedException failure;

    public List<Sample> samples() {
        return List.copyOf(samples);
    }

    public long bytesPerOperation() {
        return bytesPerOperation;
    }

    public Optional<SubjectFailedException> failure() {
        return Optional.ofNullable(failure);
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    void bytesPerOperation(long bytes) {
        bytesPerOperation = bytes;
    }

    void fail(SubjectFailedException e) {
        failure = e;
    }
}

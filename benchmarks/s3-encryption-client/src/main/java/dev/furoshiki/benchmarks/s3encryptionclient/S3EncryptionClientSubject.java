package dev.furoshiki.benchmarks.s3encryptionclient;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.ObjectUse;
import dev.furoshiki.benchmarks.workload.ObjectWorkload;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;

/** The Amazon S3 Encryption Client. */
public final class S3EncryptionClientSubject implements Subject {

    /** Whatever it is told, it gathers all of an object before it gives out a byte: 1 GiB does not go into a heap of 1 GiB. */
    private static final long MOST_BYTES = 64L << 20;

    @Override
    public String name() {
        return "s3-encryption-client";
    }

    @Override
    public Set<String> workloads() {
        return ObjectUse.names().stream()
                .filter(name -> ObjectUse.of(name).objectBytes() <= MOST_BYTES)
                .filter(name -> ObjectUse.of(name).requests() == ObjectUse.Requests.BY_DEFAULT)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Workload open(String workload, Parameters parameters) throws IOException {
        return ObjectWorkload.open(workload, new AmazonEncryption(parameters), parameters);
    }
}

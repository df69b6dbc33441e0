package dev.furoshiki.benchmarks.s3encryptionclient;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.ObjectUse;
import dev.furoshiki.benchmarks.workload.ObjectWorkload;
import java.io.IOException;
import java.util.Set;

/** The Amazon S3 Encryption Client. */
public final class S3EncryptionClientSubject implements Subject {

    @Override
    public String name() {
        return "s3-encryption-client";
    }

    @Override
    public Set<String> workloads() {
        return ObjectUse.names();
    }

    @Override
    public Workload open(String workload, Parameters parameters) throws IOException {
        return ObjectWorkload.open(workload, new AmazonEncryption(parameters), parameters);
    }
}

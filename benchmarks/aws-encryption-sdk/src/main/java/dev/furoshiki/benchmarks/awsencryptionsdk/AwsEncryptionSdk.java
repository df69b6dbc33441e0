package dev.furoshiki.benchmarks.awsencryptionsdk;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.Crew;
import dev.furoshiki.benchmarks.workload.KeyUse;
import java.util.Set;

/** The AWS Encryption SDK's caching cryptographic materials manager. */
public final class AwsEncryptionSdk implements Subject {

    @Override
    public String name() {
        return "aws-encryption-sdk";
    }

    @Override
    public Set<String> workloads() {
        return KeyUse.hits();
    }

    @Override
    public Workload open(String workload, Parameters parameters) {
        if (!workloads().contains(workload)) {
            throw new IllegalArgumentException("no workload '" + workload + "', only " + workloads());
        }
        KeyUse use = KeyUse.of(workload);
        CachedMaterials materials = new CachedMaterials();
        return Crew.of(use.threads(), use.operation().equals(KeyUse.HIT) ? materials::toEncrypt : materials::toDecrypt);
    }
}

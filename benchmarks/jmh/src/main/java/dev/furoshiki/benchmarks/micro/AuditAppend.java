package dev.furoshiki.benchmarks.micro;

import dev.furoshiki.benchmarks.subject.AuditRecords;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** An audit record on the disk: eight threads that share syncs, eight that do not, and one alone. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before all else
public class AuditAppend {

    private static final int THREADS = 8;

    private AuditRecords grouped;
    private AuditRecords syncedForEach;

    @Setup
    public void setUp() throws IOException {
        grouped = AuditRecords.inGroups();
        syncedForEach = AuditRecords.oneByOne();
    }

    @TearDown
    public void tearDown() throws IOException {
        grouped.close();
        syncedForEach.close();
    }

    @Benchmark
    @Threads(THREADS)
    public long groupCommit() {
        return grouped.run(1);
    }

    @Benchmark
    @Threads(THREADS)
    public long syncForEach() {
        return syncedForEach.run(1);
    }

    @Benchmark
    @Threads(1)
    public long oneThread() {
        return grouped.run(1);
    }
}

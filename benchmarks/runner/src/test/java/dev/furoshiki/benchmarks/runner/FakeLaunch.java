package dev.furoshiki.benchmarks.runner;

import dev.furoshiki.benchmarks.protocol.FakeSubject;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.SubjectProcess;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** Starts the fake subject with nothing but the protocol on its class path. */
final class FakeLaunch {

    static final Launch LAUNCH = new Launch(
            List.of(),
            List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"),
            place(Subject.class) + java.io.File.pathSeparator + place(FakeSubject.class),
            SubjectProcess.class.getName());

    private FakeLaunch() {}

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

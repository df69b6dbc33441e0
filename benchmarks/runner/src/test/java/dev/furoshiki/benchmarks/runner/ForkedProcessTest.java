package dev.furoshiki.benchmarks.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.protocol.Message;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A subject that goes wrong is reported, with what it wrote; nothing hangs. */
@Timeout(60)
class ForkedProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ForkedProcess process = ForkedProcess.start("fake", FakeLaunch.LAUNCH);

    @AfterEach
    void noProcessIsLeft() {
        process.close();
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void describesItself() {
        Message described = ask(Message.of("describe"));
        assertThat(described.require("name")).isEqualTo("fake");
        assertThat(described.require("workloads").split(",")).contains("spin", "hang");
    }

    @Test
    void runsSoManyOperations() {
        open("allocate");
        Message ran = ask(Message.of("run").with("operations", 100));
        assertThat(ran.number("operations")).isEqualTo(100);
        assertThat(ran.number("allocated")).isBetween(1_000_000L, 1_100_000L);
        assertThat(ask(Message.of("close"))).isEqualTo(Message.of("closed"));
    }

    @Test
    void aWorkloadThatThrowsIsAFailureThatTheProcessSurvives() {
        open("throw");
        assertThatThrownBy(this::runOnce)
                .isInstanceOf(SubjectFailedException.class)
                .hasMessageContaining(
                        "subject 'fake' failed to run: java.lang.IllegalStateException: broken on purpose")
                .hasMessageContaining("at dev.furoshiki.benchmarks.protocol.SubjectProcess");
        ask(Message.of("close"));
        open("spin");
        assertThat(runOnce().number("nanos")).isGreaterThanOrEqualTo(100_000);
    }

    @Test
    void aCrashIsReportedWithItsExitCodeAndItsLastWords() {
        open("halt");
        assertThatThrownBy(this::runOnce)
                .isInstanceOf(SubjectFailedException.class)
                .hasMessageContaining("the process ended with exit code 42")
                .hasMessageContaining("the disk is gone");
        assertThatThrownBy(this::runOnce).isInstanceOf(SubjectFailedException.class);
    }

    @Test
    void oneThatNeverAnswersIsKilled() {
        open("hang");
        assertThatThrownBy(() -> process.request(Message.of("run").with("operations", 1), Duration.ofMillis(300)))
                .isInstanceOf(SubjectFailedException.class)
                .hasMessageContaining("no answer within 300 ms; killed")
                .hasMessageContaining("waiting for a lock");
        assertThat(process.isAlive()).isFalse();
    }

    /** Without anybody who would kill it: as when the runner itself was killed. */
    @Test
    void oneThatIsBusyDoesNotOutliveItsInput() throws Exception {
        Process orphan = new ProcessBuilder(FakeLaunch.LAUNCH.command())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (java.io.BufferedWriter requests = orphan.outputWriter()) {
            requests.write("@furoshiki open workload=hang seed=1\n@furoshiki run operations=1\n");
        }
        assertThat(orphan.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatItPrintsIsNotMistakenForAnAnswer() {
        open("flood");
        assertThat(ask(Message.of("run").with("operations", 7)).number("operations"))
                .isEqualTo(7);
    }

    @Test
    void whatItCannotDoIsNamed() {
        assertThatThrownBy(this::runOnce).hasMessageContaining("no workload is open");
        assertThatThrownBy(() -> open("sing")).hasMessageContaining("subject 'fake' has no workload 'sing', only");
        assertThatThrownBy(() -> open("journal")).hasMessageContaining("the runner sent no parameter 'journal'");
        assertThatThrownBy(() -> ask(Message.of("dance"))).hasMessageContaining("unknown request 'dance'");
    }

    @Test
    void oneThatCannotEvenStartIsReported() {
        Launch launch = new Launch(List.of(), List.of(), FakeLaunch.LAUNCH.classPath(), "dev.furoshiki.NoSuchMain");
        try (ForkedProcess lost = ForkedProcess.start("lost", launch)) {
            assertThatThrownBy(() -> lost.request(Message.of("describe"), PATIENCE))
                    .isInstanceOf(SubjectFailedException.class)
                    .hasMessageContaining("the process ended with exit code 1")
                    .hasMessageContaining("NoSuchMain");
        }
    }

    private void open(String workload) {
        ask(Message.of("open").with("workload", workload).with("seed", 1));
    }

    private Message runOnce() {
        return ask(Message.of("run").with("operations", 1));
    }

    private Message ask(Message request) {
        return process.request(request, PATIENCE);
    }
}

package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.audit.AuditFinding.Kind;
import dev.furoshiki.audit.AuditReport.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A log that a process opens after the anchor was asked, and before the files are read. */
@Timeout(60)
class AuditVerificationTest {

    @TempDir
    Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private TestLog test;

    @BeforeEach
    void name() {
        test = new TestLog(folder);
    }

    @Test
    void whatAProcessWritesMeanwhileBehindALogThatWasClosedIsNoForgery() throws Exception {
        test.with(TestLog.POLICY, "before");
        AuditReport report =
                verificationWhile(() -> test.with(TestLog.POLICY, "meanwhile")).run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.status()).isEqualTo(Status.VERIFIED);
        assertThat(report.newest()).isEqualTo(test.anchor().only().link());
    }

    @Test
    void norIsAChainThatAProcessBeginsMeanwhile() throws Exception {
        AuditReport report =
                verificationWhile(() -> test.with(TestLog.POLICY, "first")).run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.status()).isEqualTo(Status.VERIFIED);
    }

    /** Once more, and not again and again. */
    @Test
    void whatTheAnchorKnowsNothingOfThenEitherIsAForgery() throws Exception {
        test.with(TestLog.POLICY, "before");
        byte[] closed = Files.readAllBytes(test.file());
        MemoryAnchor before = test.anchor().copy();
        test.with(TestLog.POLICY, "forged");
        byte[] forged = Files.readAllBytes(test.file());
        Files.write(test.file(), closed);
        test = new TestLog(folder, test.key(), before);
        AuditReport report =
                verificationWhile(() -> Files.write(test.file(), forged)).run();
        assertThat(report.findings()).extracting(AuditFinding::kind).containsExactly(Kind.FORGED_TAIL);
        assertThat(asked).hasValue(2);
    }

    /** @param change happens once, when the anchor has said for the first time what it knows */
    private AuditVerification verificationWhile(Change change) {
        return AuditVerification.of(test.file()).toldBy(verification -> {
            verification
                    .publicKey(test.key().publicKey())
                    .anchored(test.anchor().anchored());
            if (asked.incrementAndGet() == 1) {
                try {
                    change.happen();
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        });
    }

    private interface Change {
        void happen() throws IOException;
    }
}

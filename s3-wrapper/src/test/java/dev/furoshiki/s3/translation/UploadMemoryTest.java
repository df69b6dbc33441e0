package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.TestEncryption;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which uploads a client forgets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UploadMemoryTest {

    private static final ObjectName NAME = new ObjectName("b", "k");

    private final DataKeys keys = DataKeys.over(new StaticKeyService("test"));
    private final AtomicLong now = new AtomicLong(-5);
    private final UploadMemory memory = new UploadMemory(now::get);
    private NewObject object;

    @BeforeAll
    void draw() {
        object = TestEncryption.inParts(keys, 8 << 20).newObject(NAME);
    }

    @AfterAll
    void close() {
        object.close();
        keys.close();
    }

    private UploadToken token(int number) {
        return object.token("upload" + number, 80);
    }

    /** @param parts that were sealed */
    private KnownUpload begin(int number, int parts) {
        KnownUpload upload = memory.of(NAME, token(number));
        upload.open();
        for (int part = 1; part <= parts; part++) {
            upload.seal(part, new KnownPart(80L * (part - 1), "seen", 5 << 20, false, null), 80);
        }
        return upload;
    }

    private boolean isKnown(int number) {
        return token(number).toString().equals(memory.tokenOf(NAME, "upload" + number));
    }

    @Test
    void uploadsThatGoOnAreKept() {
        for (int i = 0; i < 9; i++) {
            begin(i, 10_000);
        }
        for (int i = 0; i < 9; i++) {
            assertThat(isKnown(i)).isTrue();
            assertThat(memory.of(NAME, token(i)).size()).isEqualTo(10_000);
        }
        // Complete is the least that has to be known; then what nothing was done with for an hour.
        memory.of(NAME, token(3)).complete();
        begin(10, 1);
        assertThat(isKnown(3)).isFalse();
        now.addAndGet(TimeUnit.HOURS.toNanos(1) - 1);
        begin(11, 1);
        assertThat(isKnown(0)).isTrue();
        FullParts.Call underWay = memory.of(NAME, token(1)).fullParts().begin(1, 0);
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        begin(12, 1);
        assertThat(isKnown(0)).isFalse();
        assertThat(isKnown(1)).as("a part of it is on its way").isTrue();
        memory.of(NAME, token(1)).fullParts().end(underWay);
        for (int i = 20; i < 45; i++) {
            begin(i, 10_000);
        }
        begin(46, 1);
        assertThat(isKnown(20)).as("four times as many are too many").isFalse();
        assertThat(isKnown(44)).isTrue();
        memory.forget(NAME, "upload44");
        assertThat(isKnown(44)).isFalse();
    }

    /** An id that no key service has opened says nothing of an upload, and is not kept. */
    @Test
    void anIdThatWasNotOpenedIsNoUpload() {
        KnownUpload forged = memory.of(NAME, token(100));
        assertThat(memory.tokenOf(NAME, "upload100")).isNull();
        memory.leave(forged);
        assertThat(memory.of(NAME, token(100))).isNotSameAs(forged);
    }
}

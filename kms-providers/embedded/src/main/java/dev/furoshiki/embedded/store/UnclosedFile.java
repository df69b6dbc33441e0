package dev.furoshiki.embedded.store;

import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * An H2 file that nobody closed, since the process that had it open was killed.
 *
 * <p>H2 finds the newest state of such a file by its header and by what stands at its end. Versions from 2.5.252 on write a
 * header that names the state <em>before</em> the newest one, so that H2 opens the file as it was then, without a word, when
 * the newest stands in a gap between older ones. What was committed and synchronised is there nevertheless: H2's recovery mode
 * searches the whole file for it. This build comes with an older H2, but applications bring their own.
 *
 * @see <a href="https://github.com/h2database/h2database/commit/8492b8c2cf">the change that left out {@code lastChunk = chunk}</a>
 */
final class UnclosedFile {

    /** Where H2 remembers that the file was closed in order, and that its header can be relied on. */
    private static final String CLOSED_IN_ORDER = "clean";

    private UnclosedFile() {}

    /**
     * Closes the file in order, at its newest state, if H2 would open it at an older one. A file that was closed, or that H2
     * opens as it should, is not written to: in recovery mode, H2 takes what it cannot read for absent.
     *
     * @throws IOException when its length cannot be read
     * @throws MVStoreException when another process has the file open, or H2 cannot read it
     */
    static void closeAtNewestState(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return;
        }
        long asOpened;
        try (MVStore opened = in(file).readOnly().open()) {
            if (opened.getStoreHeader().containsKey(CLOSED_IN_ORDER)) {
                return;
            }
            asOpened = opened.getCurrentVersion();
        } catch (MVStoreException failed) {
            if (failed.getCause() instanceof OverlappingFileLockException) {
                // This process has it open: H2 goes on with it there, or it was closed in order since.
                return;
            }
            throw failed;
        }
        long newest;
        try (MVStore searched = in(file).readOnly().recoveryMode().open()) {
            newest = searched.getCurrentVersion();
        }
        if (newest > asOpened) {
            in(file).autoCompactFillRate(0).recoveryMode().open().close();
        }
    }

    /** Without a thread that writes in the background. */
    private static MVStore.Builder in(Path file) {
        return new MVStore.Builder().fileName(file.toString()).autoCommitDisabled();
    }
}

package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a store in H2 whose file is cut off, or has no room. */
@Timeout(240)
class StoreFileFaultsTest {

    private static final int CUTS = Boolean.getBoolean("furoshiki.soak") ? 400 : 12;
    private static final int PAGE_BYTES = 4096;
    private static final int ALIASES = 20;
    private static final int NEWEST = ALIASES + 1;

    private static final int TMPFS_BYTES = 2 << 20;

    @TempDir
    Path folder;

    /** What was closed holds one state: it is there or it is not. */
    @Test
    void aClosedFileThatIsCutOffIsRefusedOrOpensAtItsNewestState() throws Exception {
        TestStore store = changed();
        byte[] whole = Files.readAllBytes(store.database());
        assertThat(stateOf(store, whole)).contains(NEWEST);
        for (int length : cuts(whole.length)) {
            assertThat(stateOf(store, Arrays.copyOf(whole, length)).filter(state -> state != NEWEST))
                    .as(length + " bytes of " + whole.length)
                    .isEmpty();
        }
    }

    /** What was not holds older ones, of which H2 takes the newest that is whole: as docs/keys.md says of a file that is put back. */
    @Test
    void anUnclosedFileThatIsCutOffIsRefusedOrOpensAtAStateThatItHad() throws Exception {
        List<byte[]> copies = new ArrayList<>();
        TestStore store = changed(open -> copies.add(Files.readAllBytes(open.database())));
        byte[] whole = copies.get(0);
        assertThat(stateOf(store, whole)).contains(NEWEST);
        int older = 0;
        for (int length : cuts(whole.length)) {
            int state = stateOf(store, Arrays.copyOf(whole, length)).orElse(NEWEST);
            older += state < NEWEST ? 1 : 0;
        }
        System.out.println("cut store: " + older + " of " + CUTS + " opened at an older state");
    }

    private static int[] cuts(int wholeBytes) {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        System.out.println("cut store: " + CUTS + " cuts of " + wholeBytes + " bytes, with furoshiki.seed=" + seed);
        Random random = new Random(seed);
        // Anywhere, where a page ends, and where the newest state may.
        return IntStream.range(0, CUTS)
                .map(cut -> switch (cut % 3) {
                    case 0 -> random.nextInt(wholeBytes);
                    case 1 -> random.nextInt(wholeBytes / PAGE_BYTES) * PAGE_BYTES;
                    default -> wholeBytes - 1 - random.nextInt(4 * PAGE_BYTES);
                })
                .toArray();
    }

    private TestStore changed() throws Exception {
        return changed(open -> {});
    }

    /** Each alias was a change, and the last change disabled the key. */
    private TestStore changed(Looking beforeClosing) throws Exception {
        TestStore store = new TestStore(Files.createDirectory(folder.resolve("whole")));
        try (EmbeddedKeyService keys = store.create()) {
            String keyId = keys.createKey("").keyId();
            for (int i = 0; i < ALIASES; i++) {
                keys.createAlias("alias/" + i, keyId);
            }
            keys.disableKey(keyId);
            beforeClosing.at(store);
        }
        return store;
    }

    private interface Looking {
        void at(TestStore store) throws IOException;
    }

    /** How many changes it has of those of aliases and of the one after them; empty where it is refused. */
    private Optional<Integer> stateOf(TestStore whole, byte[] database) throws IOException {
        Path copy = Files.createTempDirectory(folder, "cut");
        Files.copy(whole.keyFile(), copy.resolve("root.key"));
        TestStore cut = new TestStore(copy);
        Files.copy(whole.audit(), cut.audit());
        Files.write(cut.database(), database);
        try (EmbeddedKeyService keys = cut.open()) {
            int aliases = keys.listAliases().size();
            boolean isDisabled =
                    keys.listKeys().size() == 1 && keys.listKeys().get(0).state() == KeyState.DISABLED;
            // One change after the other: the first ones, and none that came before one that is gone.
            assertThat(keys.listAliases().keySet())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, aliases)
                            .mapToObj(number -> "alias/" + number)
                            .toList());
            assertThat(isDisabled && aliases < ALIASES).as("a mix of states").isFalse();
            return Optional.of(isDisabled ? NEWEST : aliases);
        } catch (KmsException refused) {
            assertThat(refused).hasMessageContaining(cut.path().toString());
            return Optional.empty();
        }
    }

    /** A file system of its own needs the rights of an administrator; nothing less is full when it is written to, and not before. */
    @Test
    void onAFullDiskAChangeFailsAndWhatWasAcknowledgedStays() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + TMPFS_BYTES, "tmpfs", disk.toString()),
                "a small file system cannot be mounted here: it takes Linux and root");
        try {
            TestStore store = new TestStore(disk);
            List<String> acknowledged = new ArrayList<>();
            EmbeddedKeyService keys = store.create();
            acknowledged.add(keys.createKey("").keyId());
            Path ballast = disk.resolve("ballast");
            Files.write(ballast, new byte[(int) (disk.toFile().getUsableSpace() - 256 * 1024)]);
            assertThatThrownBy(() -> {
                        while (true) {
                            acknowledged.add(keys.createKey("").keyId());
                        }
                    })
                    .isInstanceOf(KmsInternalException.class)
                    .hasMessageContaining(store.path().toString());
            // What is on the disk is not known: nothing is used.
            assertThatThrownBy(() -> keys.describeKey(acknowledged.get(0))).isInstanceOf(KmsInternalException.class);
            Files.delete(ballast);
            assertThatThrownBy(keys::close).isInstanceOf(KmsInternalException.class);
            try (EmbeddedKeyService again = store.open()) {
                assertThat(again.listKeys())
                        .extracting(KeyMetadata::keyId)
                        .containsAll(acknowledged)
                        .hasSizeBetween(acknowledged.size(), acknowledged.size() + 1);
                again.createKey("");
            }
            String uri = "embedded:" + store.path() + "?keyFile=" + store.keyFile();
            assertThat(VerifyStoreAudit.run(List.of(uri), System.out, System.err))
                    .isZero();
        } finally {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}

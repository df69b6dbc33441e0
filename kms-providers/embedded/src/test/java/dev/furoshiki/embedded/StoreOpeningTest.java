package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.furoshiki.DataKeys;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DisabledException;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening, and all that can be wrong with it. */
@Timeout(120)
class StoreOpeningTest {

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void name() throws Exception {
        store = new TestStore(folder.toRealPath());
    }

    @Test
    void aWrongPassphraseSaysSoAndOpensNothing() throws Exception {
        store.createWithPassphrase().close();
        Path wrong = Files.writeString(folder.resolve("wrong"), "hunter2 hunter2\n");
        assertThatThrownBy(() -> EmbeddedKeyService.open(store.path(), RootKeySource.passphraseFile(wrong)))
                .isInstanceOf(IncorrectRootKeyException.class)
                .hasMessageContaining("wrong passphrase file " + wrong)
                .hasMessageContaining(store.path().toString())
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining(TestStore.PASSPHRASE);
        openWithPassphrase().close();
    }

    @Test
    void aWrongKeyFileSaysSo() throws Exception {
        store.create().close();
        Path wrong = folder.resolve("wrong.key");
        Files.write(wrong, new byte[32]);
        assertThatThrownBy(() -> EmbeddedKeyService.open(store.path(), RootKeySource.keyFile(wrong)))
                .isInstanceOf(IncorrectRootKeyException.class)
                .hasMessageContaining(wrong.toString());
    }

    @Test
    void aPassphraseForAStoreWithAKeyFileAndTheOtherWayRound() throws Exception {
        store.create().close();
        assertThatThrownBy(this::openWithPassphrase)
                .isInstanceOf(IncorrectRootKeyException.class)
                .hasMessageContaining("was created with a key file");
        TestStore other = new TestStore(Files.createDirectory(folder.resolve("other")));
        other.createWithPassphrase().close();
        assertThatThrownBy(other::open)
                .isInstanceOf(IncorrectRootKeyException.class)
                .hasMessageContaining("was created with a passphrase");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s\n", "%s\r\n"})
    void oneLineBreakAtTheEndOfAPassphraseFileIsNone(String form) throws Exception {
        store.createWithPassphrase().close();
        Path file = Files.writeString(folder.resolve("form"), String.format(form, TestStore.PASSPHRASE));
        EmbeddedKeyService.open(store.path(), RootKeySource.passphraseFile(file))
                .close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n\n", "%s ", " %s", "%s\r"})
    void anythingElseIsPartOfIt(String form) throws Exception {
        store.createWithPassphrase().close();
        Path file = Files.writeString(folder.resolve("form"), String.format(form, TestStore.PASSPHRASE));
        assertThatThrownBy(() -> EmbeddedKeyService.open(store.path(), RootKeySource.passphraseFile(file)))
                .isInstanceOf(IncorrectRootKeyException.class);
    }

    @Test
    void aGivenPassphraseStaysTheCallers() throws Exception {
        store.createWithPassphrase().close();
        try (SecretBytes passphrase = SecretBytes.takeOver(TestStore.PASSPHRASE.getBytes(StandardCharsets.UTF_8))) {
            EmbeddedKeyService.open(store.path(), RootKeySource.passphrase(passphrase))
                    .close();
            assertThat(passphrase.isDestroyed()).isFalse();
        }
    }

    @Test
    void secretsThatAreMissingAreNamedAndNothingIsMade() throws Exception {
        Path absent = folder.resolve("absent");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        Path shortKey = Files.write(folder.resolve("short.key"), new byte[31]);
        Path longKey = Files.write(folder.resolve("long.key"), new byte[33]);
        refusedRootKey(RootKeySource.passphraseFile(absent), absent.toString());
        refusedRootKey(RootKeySource.passphraseFile(folder), folder.toString());
        refusedRootKey(RootKeySource.passphraseFile(empty), empty.toString());
        refusedRootKey(RootKeySource.keyFile(absent), absent.toString());
        refusedRootKey(RootKeySource.keyFile(shortKey), "31 bytes");
        refusedRootKey(RootKeySource.keyFile(longKey), "more than the 32 bytes");
        refusedRootKey(RootKeySource.passphraseEnvironment("FUROSHIKI_ABSENT"), "FUROSHIKI_ABSENT");
        assertThat(store.database()).doesNotExist();
        assertThat(store.audit()).doesNotExist();
    }

    @Test
    @Timeout(20)
    void aFileWithoutEndIsNotReadToItsEnd() throws Exception {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.isReadable(endless), "this system has no /dev/zero, a file without end");
        refusedRootKey(RootKeySource.passphraseFile(endless), endless.toString());
        refusedRootKey(RootKeySource.keyFile(endless), endless.toString());
    }

    @Test
    void anAbsentStoreIsNamedWithTheWayOut() throws Exception {
        assertThatThrownBy(store::open)
                .isInstanceOf(KeyStoreNotFoundException.class)
                .hasMessageContaining(store.database().toString())
                .hasMessageContaining("create=true");
        assertThat(store.database()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "embedded:?keyFile=/x",
                "embedded:/keys",
                "embedded:/keys?keyFile=/x&passphraseEnv=X",
                "embedded:/keys?keyFile=/x&create=yes",
                "embedded:/keys?keyfile=/x",
                "embedded:/folder/keys;INIT=RUNSCRIPT?keyFile=/dev/null",
                "embedded:/?keyFile=/x",
                "embedded:/ke%00ys?keyFile=/x"
            })
    void aUriThatSaysTooLittleOrTooMuchIsRefused(String uri) throws Exception {
        String there = uri.replace("/folder", store.folder().toString())
                .replace("/dev/null", store.keyFile() + "&create=true");
        assertThatThrownBy(() -> DataKeys.open(there)).isInstanceOf(InvalidProviderUriException.class);
        try (Stream<Path> files = Files.list(store.folder())) {
            assertThat(files).allMatch(file -> file.equals(store.folder().resolve("root.key")));
        }
    }

    @Test
    void servicesOfOneProcessShareTheStoreUntilTheLastCloses() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), store.folder());
        EmbeddedKeyService first = store.create();
        EmbeddedKeyService second = store.open();
        EmbeddedKeyService third =
                EmbeddedKeyService.open(link.resolve("keys"), RootKeySource.keyFile(store.keyFile()));
        String keyId = first.createKey("").keyId();
        first.close();
        assertThat(second.describeKey(keyId)).isEqualTo(third.describeKey(keyId));
        second.close();
        third.createAlias("alias/still-open", keyId);
        third.close();
        try (EmbeddedKeyService again = store.open()) {
            assertThat(again.listAliases()).containsEntry("alias/still-open", keyId);
        }
    }

    /** H2 gives both the same database, whatever it was called: of two that do not know each other each would write its own changes. */
    @Test
    void aLinkToTheStoresFileIsTheSameStore() throws Exception {
        try (EmbeddedKeyService first = store.create()) {
            String keyId = first.createKey("").keyId();
            Files.createSymbolicLink(folder.resolve("k2.mv.db"), store.database());
            Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            Files.createSymbolicLink(elsewhere.resolve("k3.mv.db"), folder.resolve("k2.mv.db"));
            for (Path name : List.of(folder.resolve("k2"), elsewhere.resolve("k3"))) {
                try (EmbeddedKeyService second =
                        EmbeddedKeyService.open(name, RootKeySource.keyFile(store.keyFile()))) {
                    first.disableKey(keyId);
                    assertThatThrownBy(() -> second.generateDataKey(keyId, 32, EncryptionContext.empty()))
                            .isInstanceOf(DisabledException.class);
                    second.enableKey(keyId);
                    first.generateDataKey(keyId, 32, EncryptionContext.empty()).close();
                }
                assertThat(name.resolveSibling(name.getFileName() + ".audit.jsonl"))
                        .doesNotExist();
            }
        }
        store.open().close();
    }

    @Test
    void aLinkToNothingOrToAFileOfAnotherNameIsRefused() throws Exception {
        Files.createSymbolicLink(store.database(), folder.resolve("later.mv.db"));
        assertThatThrownBy(() -> store.create())
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining("link to nothing");
        Files.delete(store.database());
        Files.createSymbolicLink(store.database(), Files.createFile(folder.resolve("other")));
        assertThatThrownBy(() -> store.open())
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining(folder.resolve("other").toString());
    }

    @Test
    void whoSharesAStoreShowsTheRootKeyToo() throws Exception {
        Path wrong = Files.write(folder.resolve("wrong.key"), new byte[32]);
        try (EmbeddedKeyService first = store.create()) {
            assertThatThrownBy(() -> EmbeddedKeyService.open(store.path(), RootKeySource.keyFile(wrong)))
                    .isInstanceOf(IncorrectRootKeyException.class);
            assertThatThrownBy(this::openWithPassphrase).isInstanceOf(IncorrectRootKeyException.class);
            assertThat(first.listKeys()).isEmpty();
        }
        // Were the refused ones still counted, the store would be open now.
        try (EmbeddedKeyService again = store.open()) {
            assertThat(again.listKeys()).isEmpty();
        }
        Files.delete(store.database());
        assertThatThrownBy(store::open).isInstanceOf(KeyStoreNotFoundException.class);
    }

    @Test
    void manyThreadsOpenAndCloseTheSameStore() throws Exception {
        store.create().close();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> opened = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                opened.add(pool.submit(() -> {
                    int made = 0;
                    for (int i = 0; i < 20; i++) {
                        try (EmbeddedKeyService keys = store.open()) {
                            keys.createKey("");
                            made++;
                        }
                    }
                    return made;
                }));
            }
            int all = 0;
            for (Future<Integer> made : opened) {
                all += made.get(60, TimeUnit.SECONDS);
            }
            try (EmbeddedKeyService keys = store.open()) {
                assertThat(keys.listKeys()).hasSize(all).hasSize(160);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void anInterruptedCallerBreaksNothing() throws Exception {
        Thread.currentThread().interrupt();
        try (EmbeddedKeyService keys = store.create()) {
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            String keyId = keys.createKey("").keyId();
            keys.disableKey(keyId);
            assertThat(Thread.interrupted()).isTrue();
            keys.enableKey(keyId);
        }
        try (EmbeddedKeyService keys = store.open()) {
            assertThat(keys.listKeys()).hasSize(1);
        }
    }

    @Test
    void rootKeySourcesPrintTheirPlaceOnly() throws Exception {
        Path file = store.passphraseFile();
        assertThat(RootKeySource.passphraseFile(file)).hasToString("passphrase file " + file);
        try (SecretBytes given = SecretBytes.copyOf("hunter2".getBytes(StandardCharsets.UTF_8))) {
            assertThat(RootKeySource.passphrase(given)).hasToString("passphrase given");
        }
    }

    private void refusedRootKey(RootKeySource source, String named) {
        assertThatThrownBy(() -> EmbeddedKeyService.create(store.path(), source))
                .isInstanceOf(RootKeyUnavailableException.class)
                .isInstanceOf(KmsException.class)
                .hasMessageContaining(named);
    }

    private EmbeddedKeyService openWithPassphrase() throws Exception {
        return EmbeddedKeyService.open(store.path(), RootKeySource.passphraseFile(store.passphraseFile()));
    }
}

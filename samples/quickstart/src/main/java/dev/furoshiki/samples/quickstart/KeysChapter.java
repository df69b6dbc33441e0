package dev.furoshiki.samples.quickstart;

import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import dev.furoshiki.key.KeyMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A key service is set up, with one key. */
final class KeysChapter {

    private static final int PASSPHRASE_BYTES = 16;

    private final Narrator narrator;
    private final Path store;
    private final Path passphrase;

    KeysChapter(Narrator narrator, Path folder) {
        this.narrator = narrator;
        this.store = folder.resolve("store");
        this.passphrase = folder.resolve("passphrase");
    }

    /** Leaves the key service open for whoever administers its keys. */
    EmbeddedKeyService tell() throws IOException {
        narrator.chapter("A key service in the process");
        Stopwatch stopwatch = new Stopwatch();
        Files.writeString(passphrase, randomPassphrase());
        EmbeddedKeyService keys = EmbeddedKeyService.create(store, RootKeySource.passphraseFile(passphrase));
        KeyMetadata key = keys.createKey("personal data of customers");
        keys.createAlias(Application.KEY, key.keyId());
        narrator.say(
                "Its keys lie in an H2 file, sealed under a root key from a passphrase, and never leave it: it hands out data"
                        + " keys, which encrypt, and their encrypted form, to be stored beside what they encrypted. Ready"
                        + " after %s s.",
                stopwatch.seconds());
        narrator.gap();
        narrator.table(facts(key));
        return keys;
    }

    /** How an application names the key service. */
    String uri() {
        return "embedded:" + store + "?passphraseFile=" + passphrase;
    }

    private TextTable facts(KeyMetadata key) {
        TextTable facts = new TextTable(TextTable.Column.text(""), TextTable.Column.text(""));
        facts.row("key", key.arn());
        facts.row("alias", Application.KEY);
        facts.row("store", store + ".mv.db");
        facts.row("passphrase", passphrase.toString());
        facts.row("audit log", store + ".audit.jsonl");
        return facts;
    }

    private static String randomPassphrase() {
        byte[] random = new byte[PASSPHRASE_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}

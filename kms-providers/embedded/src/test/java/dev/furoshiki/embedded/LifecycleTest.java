package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeyRotation;
import dev.furoshiki.key.KeyRotationStatus;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.KmsException.KmsInvalidStateException;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.TagException;
import dev.furoshiki.key.KmsException.UnsupportedOperationException;
import dev.furoshiki.key.KmsException.ValidationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deletion, rotation, tags and descriptions, on a clock that the test sets. */
class LifecycleTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MOMENT = Duration.ofMillis(1);

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private TestStore store;
    private EmbeddedKeyService keys;
    private String keyId;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
        keys = EmbeddedKeyService.builder(store.path())
                .rootKey(RootKeySource.keyFile(store.keyFile()))
                .clock(clock)
                .create();
        keyId = keys.createKey("personal data").keyId();
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void aKeyIsDeletedWhenItsWaitingPeriodIsOver() throws Exception {
        List<String> told = new ArrayList<>();
        keys.onKeyChange(told::add);
        String other = keys.createKey("other").keyId();
        keys.createAlias("alias/pii", keyId);
        keys.createAlias("alias/other", other);
        keys.rotateKeyOnDemand(keyId);
        keys.tagResource(keyId, Map.of("a", "b"));
        EncryptedDataKey sealed = seal();
        String arn = keys.describeKey(keyId).arn();
        told.clear(); // of the aliases
        KeyMetadata scheduled = keys.scheduleKeyDeletion(keyId, 7);
        assertThat(scheduled.state()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(scheduled.deletionDate()).contains(SettableClock.START.plus(DAY.multipliedBy(7)));
        assertThat(told).containsExactly(arn);
        assertThatThrownBy(() -> keys.decrypt(sealed, CONTEXT)).isInstanceOf(KmsInvalidStateException.class);
        clock.advance(DAY.multipliedBy(7).minus(MOMENT));
        assertThat(keys.describeKey(arn)).isEqualTo(scheduled);
        clock.advance(MOMENT);
        assertThatThrownBy(() -> keys.decrypt(sealed, CONTEXT)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> keys.cancelKeyDeletion(keyId)).isInstanceOf(NotFoundException.class);
        assertThat(keys.listAliases()).containsOnlyKeys("alias/other");
        assertThat(keys.listKeys()).extracting(KeyMetadata::keyId).containsExactly(other);
        assertThat(told).containsExactly(arn, arn);
        assertThat(Files.readString(store.audit())).contains("\"eventName\":\"DeleteKey\"");
        keys.close();
        assertThat(rowsOf("kms_key")).isEqualTo(1);
        assertThat(rowsOf("backing_key")).isEqualTo(1);
        assertThat(rowsOf("key_record")).isZero();
        assertThat(rowsOf("alias")).isEqualTo(1);
        reopen();
        assertThat(keys.listKeys()).extracting(KeyMetadata::keyId).containsExactly(other);
    }

    /** As of keys that a script has made: each by itself would take a disk's time, and all others wait. */
    @Test
    void whatIsDueAtOnceIsOneChange() throws Exception {
        List<String> rotated = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rotated.add(keys.createKey("").keyId());
            gone.add(keys.createKey("").keyId());
            keys.createAlias("alias/" + i, gone.get(i));
            keys.enableKeyRotation(rotated.get(i), 90);
            keys.scheduleKeyDeletion(gone.get(i), 30);
        }
        keys.createAlias("alias/stays", rotated.get(0));
        keys.close();
        int before = numberOf("select change_number from store_header");
        reopen();
        clock.advance(DAY.multipliedBy(90));
        assertThat(keys.listKeys()).hasSize(6).extracting(KeyMetadata::keyId).containsAll(rotated);
        for (String key : rotated) {
            assertThat(keys.listKeyRotations(key)).hasSize(1);
        }
        assertThat(keys.listAliases()).containsOnlyKeys("alias/stays");
        String log = Files.readString(store.audit());
        assertThat(log.split("\"eventName\":\"DeleteKey\"", -1)).hasSize(1 + 5);
        assertThat(log.split("\"eventName\":\"RotateKey\"", -1)).hasSize(1 + 5);
        keys.close();
        assertThat(numberOf("select change_number from store_header")).isEqualTo(before + 1);
        assertThat(rowsOf("kms_key")).isEqualTo(6);
        assertThat(rowsOf("backing_key")).isEqualTo(11);
        reopen();
        keys.generateDataKey(rotated.get(0), 32, CONTEXT).close();
    }

    @Test
    void aListenerThatFailsKeepsNoOtherFromBeingTold() {
        List<String> told = new ArrayList<>();
        keys.onKeyChange(keyArn -> {
            throw new IllegalStateException("for this test");
        });
        keys.onKeyChange(told::add);
        assertThatThrownBy(() -> keys.disableKey(keyId)).hasMessage("for this test");
        assertThat(keys.describeKey(keyId).state()).isEqualTo(KeyState.DISABLED);
        assertThat(told).containsExactly(keys.describeKey(keyId).arn());
    }

    @Test
    void aDeletionThatIsCancelledLeavesTheKeyDisabled() throws Exception {
        EncryptedDataKey sealed = seal();
        assertThat(keys.scheduleKeyDeletion(keyId).deletionDate())
                .contains(SettableClock.START.plus(DAY.multipliedBy(30)));
        assertThatThrownBy(() -> keys.scheduleKeyDeletion(keyId)).isInstanceOf(KmsInvalidStateException.class);
        keys.close();
        reopen();
        assertThat(keys.describeKey(keyId).deletionDate()).contains(SettableClock.START.plus(DAY.multipliedBy(30)));
        keys.cancelKeyDeletion(keyId);
        KeyMetadata disabled = keys.describeKey(keyId);
        assertThat(disabled.state()).isEqualTo(KeyState.DISABLED);
        assertThat(disabled.deletionDate()).isEmpty();
        assertThatThrownBy(() -> keys.cancelKeyDeletion(keyId)).isInstanceOf(KmsInvalidStateException.class);
        clock.advance(DAY.multipliedBy(31));
        keys.enableKey(keyId);
        keys.decrypt(sealed, CONTEXT).close();
    }

    @Test
    void theWaitingPeriodIs7To30Days() {
        for (int days : new int[] {6, 31, 0, -7}) {
            assertThatThrownBy(() -> keys.scheduleKeyDeletion(keyId, days))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining(String.valueOf(days));
        }
        assertThat(keys.scheduleKeyDeletion(keyId, 30).state()).isEqualTo(KeyState.PENDING_DELETION);
    }

    @Test
    void rotationKeepsWhatWasSealed() throws Exception {
        List<EncryptedDataKey> sealed = new ArrayList<>(List.of(seal()));
        for (int i = 0; i < 3; i++) {
            clock.advance(DAY);
            keys.rotateKeyOnDemand(keyId);
            sealed.add(seal());
        }
        assertThat(sealed).extracting(LifecycleTest::backingKeyNumber).containsExactly(1, 2, 3, 4);
        keys.close();
        reopen();
        for (EncryptedDataKey each : sealed) {
            keys.decrypt(each, CONTEXT).close();
        }
        assertThat(backingKeyNumber(seal())).isEqualTo(4);
        assertThat(keys.listKeyRotations(keyId)).containsExactly(onDemand(1), onDemand(2), onDemand(3));
    }

    @Test
    void aPeriodThatIsOverRotates() {
        assertThat(keys.getKeyRotationStatus(keyId))
                .isEqualTo(new KeyRotationStatus(false, Optional.empty(), Optional.empty()));
        keys.enableKeyRotation(keyId, 90);
        assertThat(keys.getKeyRotationStatus(keyId))
                .isEqualTo(new KeyRotationStatus(
                        true, Optional.of(90), Optional.of(SettableClock.START.plus(DAY.multipliedBy(90)))));
        clock.advance(DAY.multipliedBy(90).minus(MOMENT));
        assertThat(backingKeyNumber(seal())).isEqualTo(1);
        clock.advance(MOMENT);
        assertThat(backingKeyNumber(seal())).isEqualTo(2);
        assertThat(keys.listKeyRotations(keyId))
                .containsExactly(new KeyRotation(clock.instant(), KeyRotation.Type.AUTOMATIC));
        assertThat(keys.getKeyRotationStatus(keyId).nextRotationDate())
                .contains(SettableClock.START.plus(DAY.multipliedBy(180)));
        clock.advance(DAY.multipliedBy(90));
        assertThat(backingKeyNumber(seal())).isEqualTo(3);
        keys.disableKeyRotation(keyId);
        clock.advance(DAY.multipliedBy(1000));
        assertThat(backingKeyNumber(seal())).isEqualTo(3);
    }

    @Test
    void aDisabledKeyIsRotatedOnceItIsEnabledAndPeriodsMissedAreNotCaughtUp() {
        keys.enableKeyRotation(keyId, 90);
        keys.disableKey(keyId);
        clock.advance(DAY.multipliedBy(400));
        assertThat(keys.listKeyRotations(keyId)).isEmpty();
        keys.enableKey(keyId);
        assertThat(backingKeyNumber(seal())).isEqualTo(2);
        assertThat(keys.getKeyRotationStatus(keyId).nextRotationDate())
                .contains(clock.instant().plus(DAY.multipliedBy(90)));
        keys.scheduleKeyDeletion(keyId);
        assertThat(keys.getKeyRotationStatus(keyId).enabled()).isFalse();
        keys.cancelKeyDeletion(keyId);
        assertThat(keys.getKeyRotationStatus(keyId).enabled()).isTrue();
    }

    @Test
    void rotationHasLimits() {
        for (int days : new int[] {89, 2561, 0}) {
            assertThatThrownBy(() -> keys.enableKeyRotation(keyId, days)).isInstanceOf(ValidationException.class);
        }
        keys.enableKeyRotation(keyId, 2560);
        keys.enableKeyRotation(keyId);
        assertThat(keys.getKeyRotationStatus(keyId).periodDays()).contains(365);
        for (int i = 0; i < 25; i++) {
            keys.rotateKeyOnDemand(keyId);
        }
        assertThatThrownBy(() -> keys.rotateKeyOnDemand(keyId))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("25");
        assertThatThrownBy(() -> keys.dryRun().rotateKeyOnDemand(keyId)).isInstanceOf(LimitExceededException.class);
        clock.advance(DAY.multipliedBy(365));
        assertThat(backingKeyNumber(seal())).isEqualTo(27);
    }

    @Test
    void hmacKeysAreNotRotated() {
        String hmac = keys.createKey(KeyRequest.of(KeySpec.HMAC_256)).keyId();
        assertThatThrownBy(() -> keys.enableKeyRotation(hmac)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> keys.rotateKeyOnDemand(hmac)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(keys.getKeyRotationStatus(hmac).enabled()).isFalse();
    }

    @Test
    void keysOfEverySpecSurviveARestart() throws Exception {
        List<KeyMetadata> made = new ArrayList<>();
        for (KeySpec spec : KeySpec.values()) {
            made.add(keys.createKey(
                    KeyRequest.of(spec).describedAs("a key of " + spec).taggedWith(Map.of("spec", spec.name()))));
        }
        keys.close();
        reopen();
        for (KeyMetadata key : made) {
            assertThat(keys.describeKey(key.arn())).isEqualTo(key);
            assertThat(keys.listResourceTags(key.arn()))
                    .containsExactly(Map.entry("spec", key.spec().name()));
        }
        assertThatThrownBy(() -> keys.createKey(KeyRequest.of(KeySpec.HMAC_256).usedFor(KeyUsage.ENCRYPT_DECRYPT)))
                .isInstanceOf(ValidationException.class);
    }

    @Test
    void tagsAreAddedReplacedAndRemoved() {
        keys.tagResource(keyId, Map.of("b", "1", "a", ""));
        keys.tagResource(keyId, Map.of("b", "2", "Ünïcode +-=._:/@", "x"));
        keys.untagResource(keyId, Set.of("a", "absent"));
        assertThat(keys.listResourceTags(keyId))
                .containsExactly(Map.entry("b", "2"), Map.entry("Ünïcode +-=._:/@", "x"));
        for (Map<String, String> wrong : List.of(
                Map.of("", "x"),
                Map.of("k".repeat(129), "x"),
                Map.of("k", "v".repeat(257)),
                Map.of("aws:k", "v"),
                Map.of("AWS:k", "v"),
                Map.of("k\n", "v"),
                Map.of("k", "a*b"))) {
            assertThatThrownBy(() -> keys.tagResource(keyId, wrong)).isInstanceOf(TagException.class);
        }
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 48; i++) {
            many.put("k" + i, "v");
        }
        keys.tagResource(keyId, many);
        assertThatThrownBy(() -> keys.tagResource(keyId, Map.of("one more", "")))
                .isInstanceOf(TagException.class)
                .hasMessageContaining("50");
        keys.tagResource(keyId, Map.of("k1", "another value"));
    }

    /** Whatever the set that names them thinks. */
    @Test
    void tagsDifferByCase() {
        keys.tagResource(keyId, Map.of("stage", "production"));
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.add("STAGE");
        keys.untagResource(keyId, names);
        assertThat(keys.listResourceTags(keyId)).containsOnlyKeys("stage");
        SortedMap<String, String> tags = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        tags.put("STAGE", "y");
        keys.tagResource(keyId, tags);
        assertThat(keys.listResourceTags(keyId)).containsOnlyKeys("stage", "STAGE");
    }

    @Test
    void aDescriptionCanBeChanged() throws Exception {
        keys.updateKeyDescription(keyId, "else");
        keys.close();
        reopen();
        assertThat(keys.describeKey(keyId).description()).isEqualTo("else");
        for (String wrong : List.of("d".repeat(8193), "\ud800x", "x\udc00")) {
            assertThatThrownBy(() -> keys.updateKeyDescription(keyId, wrong)).isInstanceOf(ValidationException.class);
            assertThatThrownBy(() -> keys.createKey(wrong)).isInstanceOf(ValidationException.class);
        }
        keys.updateKeyDescription(keyId, "\ud83d\udd11");
        assertThat(keys.describeKey(keyId).description()).isEqualTo("\ud83d\udd11");
    }

    private KeyRotation onDemand(int day) {
        return new KeyRotation(SettableClock.START.plus(DAY.multipliedBy(day)), KeyRotation.Type.ON_DEMAND);
    }

    private EncryptedDataKey seal() {
        try (SecretBytes plaintext = SecretBytes.random(8)) {
            return keys.encrypt(keyId, plaintext, CONTEXT);
        }
    }

    /** docs/formats/embedded-ciphertext-v1.md. */
    private static int backingKeyNumber(EncryptedDataKey sealed) {
        return java.nio.ByteBuffer.wrap(sealed.ciphertext(), 17, 4).getInt();
    }

    private void reopen() throws IOException {
        keys = EmbeddedKeyService.builder(store.path())
                .rootKey(RootKeySource.keyFile(store.keyFile()))
                .clock(clock)
                .open();
    }

    private int rowsOf(String table) throws Exception {
        return numberOf("select count(*) from " + table);
    }

    private int numberOf(String query) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + store.path(), "sa", "");
                Statement statement = connection.createStatement();
                ResultSet number = statement.executeQuery(query)) {
            number.next();
            return number.getInt(1);
        }
    }
}

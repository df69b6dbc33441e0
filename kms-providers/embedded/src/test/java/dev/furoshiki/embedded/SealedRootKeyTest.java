package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.FaultyKeyService.Fault;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KmsException.IncorrectRootKeyException;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyProviderUri;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store whose root key another key service seals: here a store beside it. */
@Timeout(60)
class SealedRootKeyTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");

    @TempDir
    Path folder;

    private TestStore sealing;
    private Path store;

    @BeforeEach
    void aSealingStore() throws Exception {
        sealing = new TestStore(Files.createDirectory(folder.toRealPath().resolve("sealing")));
        store = folder.toRealPath().resolve("sealed");
        try (EmbeddedKeyService keys = sealing.create()) {
            keys.createAlias("alias/root", keys.createKey("").keyId());
        }
    }

    @Test
    void isOpenedThroughTheServiceThatSealedIt() throws Exception {
        EncryptedDataKey sealed;
        try (EmbeddedKeyService service = sealing.open();
                EmbeddedKeyService keys = EmbeddedKeyService.create(store, sealedBy(service))) {
            keys.createAlias("alias/pii", keys.createKey("").keyId());
            try (GeneratedDataKey generated = keys.generateDataKey("alias/pii", 32, CONTEXT)) {
                sealed = generated.encrypted();
            }
        }
        EmbeddedKeyService again = sealing.open();
        try (EmbeddedKeyService keys = EmbeddedKeyService.open(store, sealedBy(again))) {
            // Not needed any more, once it is open.
            again.close();
            try (SecretBytes opened = keys.decrypt(sealed, CONTEXT)) {
                assertThat(opened.sizeBytes()).isEqualTo(32);
            }
        }
        assertThat(Files.readString(sealing.audit())).contains("\"furoshiki:store\":\"");
    }

    @Test
    void byUriTheServiceIsOpenedAndClosedAgain() throws Exception {
        String uri = uri("alias/root");
        open(uri + "&create=true").close();
        try (EmbeddedKeyService keys = sealing.open()) {
            assertThat(keys.listAliases()).containsKey("alias/root");
        }
        open(uri).close();
    }

    @Test
    void aServiceThatIsAwayIsNamedAndNoWrongPassphrase() throws Exception {
        open(uri("alias/root") + "&create=true").close();
        Files.move(sealing.database(), sealing.folder().resolve("away"));
        assertThatThrownBy(() -> open(uri("alias/root")))
                .isInstanceOf(RootKeyUnavailableException.class)
                .hasMessageContaining("embedded:" + sealing.path())
                .hasMessageContaining("KeyStoreNotFoundException");
        Files.move(sealing.folder().resolve("away"), sealing.database());
        open(uri("alias/root")).close();
    }

    @Test
    void aDisabledKeyKeepsTheStoreShut() throws Exception {
        open(uri("alias/root") + "&create=true").close();
        try (EmbeddedKeyService service = sealing.open()) {
            String keyId = service.describeKey("alias/root").keyId();
            service.disableKey(keyId);
            assertThatThrownBy(() -> EmbeddedKeyService.open(store, sealedBy(service)))
                    .isInstanceOf(RootKeyUnavailableException.class)
                    .hasMessageContaining("DisabledException");
            service.enableKey(keyId);
            EmbeddedKeyService.open(store, sealedBy(service)).close();
        }
    }

    @Test
    void aKeyThatDidNotSealItIsNamed() throws Exception {
        try (EmbeddedKeyService service = sealing.open()) {
            EmbeddedKeyService.create(store, sealedBy(service)).close();
            String other = service.createKey("").arn();
            assertThatThrownBy(() -> EmbeddedKeyService.open(store, RootKeySource.sealedBy(service, other)))
                    .isInstanceOf(IncorrectRootKeyException.class)
                    .hasMessageContaining(service.describeKey("alias/root").arn())
                    .hasMessageContaining(other);
            String named = service.describeKey("alias/root").keyId();
            EmbeddedKeyService.open(store, RootKeySource.sealedBy(service, named))
                    .close();
        }
        assertThatThrownBy(() -> EmbeddedKeyService.open(store, RootKeySource.keyFile(sealing.keyFile())))
                .isInstanceOf(IncorrectRootKeyException.class)
                .hasMessageContaining("was created with a key service");
    }

    /** Bound to the store by the encryption context. */
    @Test
    void anotherStoresRootKeyIsRefused() throws Exception {
        Path other = folder.toRealPath().resolve("other");
        try (EmbeddedKeyService service = sealing.open()) {
            EmbeddedKeyService.create(store, sealedBy(service)).close();
            EmbeddedKeyService.create(other, sealedBy(service)).close();
            change(store, "update store_header set sealed_root_key = x'" + sealedRootKey(other) + "'");
            assertThatThrownBy(() -> EmbeddedKeyService.open(store, sealedBy(service)))
                    .isInstanceOf(IncorrectRootKeyException.class);
            change(store, "update store_header set sealed_root_key = null");
            assertThatThrownBy(() -> EmbeddedKeyService.open(store, sealedBy(service)))
                    .isInstanceOf(KeyStoreDamagedException.class);
        }
    }

    @Test
    void aStoreDoesNotSealItself() throws Exception {
        try (EmbeddedKeyService service = sealing.open();
                EmbeddedKeyService keys = EmbeddedKeyService.create(store, sealedBy(service))) {
            keys.createAlias("alias/mine", keys.createKey("").keyId());
            assertThatThrownBy(() -> keys.changeRootKey(RootKeySource.sealedBy(keys, "alias/mine")))
                    .isInstanceOf(ValidationException.class);
            // Nor by way of another.
            assertThatThrownBy(() -> service.changeRootKey(RootKeySource.sealedBy(keys, "alias/mine")))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining(sealing.path().toString());
        }
        assertThatThrownBy(() -> open("embedded:" + store + "?create=true&rootKeyId=alias/root&rootKeyService="
                        + encoded("embedded:" + store + "?keyFile=" + sealing.keyFile())))
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining("seals itself");
        assertThatThrownBy(() -> open("embedded:" + store + "?rootKeyService="
                        + encoded("embedded:" + sealing.path() + "?keyFile=" + sealing.keyFile())))
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining("rootKeyId");
    }

    /** None of three would be opened by another again: the first by the third, that by the second, and that by the first. */
    @Test
    void aStoreDoesNotSealItselfByWayOfSeveral() throws Exception {
        Path second = folder.toRealPath().resolve("second");
        try (EmbeddedKeyService one = sealing.open();
                EmbeddedKeyService two = EmbeddedKeyService.create(second, sealedBy(one))) {
            two.createAlias("alias/root", two.createKey("").keyId());
            try (EmbeddedKeyService three = EmbeddedKeyService.create(store, sealedBy(two))) {
                three.createAlias("alias/root", three.createKey("").keyId());
                assertThatThrownBy(() -> one.changeRootKey(sealedBy(three)))
                        .isInstanceOf(ValidationException.class)
                        .hasMessageContaining(sealing.path().toString());
                assertThatThrownBy(() -> two.changeRootKey(sealedBy(three))).isInstanceOf(ValidationException.class);
                // What is not needed to open it any more may be sealed by it.
                two.changeRootKey(RootKeySource.keyFile(sealing.keyFile()));
                one.changeRootKey(sealedBy(three));
                one.changeRootKey(RootKeySource.keyFile(sealing.keyFile()));
            }
        }
        sealing.open().close();
    }

    @Test
    void theCommandsTakeItAndWhatElseNamesASecretAlone() throws Exception {
        open(uri("alias/root") + "&create=true").close();
        Path backup = folder.toRealPath().resolve("backup");
        Path restored = folder.toRealPath().resolve("restored");
        String secret = uri("alias/root").replaceFirst(".*\\?", "");
        assertThat(BackUpStore.run(List.of(uri("alias/root"), backup.toString(), secret), System.out, System.err))
                .isZero();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertThat(RestoreStore.run(
                        List.of("embedded:" + restored + "?keyFile=" + sealing.keyFile(), backup.toString(), secret),
                        new PrintStream(said, true, StandardCharsets.UTF_8),
                        System.err))
                .isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .matches("restored from .*, the backup [0-9a-f-]{36} of 20[0-9-]+T[0-9:.]+Z\\R");
        for (String wrong : List.of("create=true&keyFile=/k", "keyFile=/k&passphrase_file=/p", "principal=x")) {
            assertThatThrownBy(() -> StoreCommand.secret(wrong))
                    .as(wrong)
                    .isInstanceOf(InvalidProviderUriException.class);
        }
        // In a folder that no store can be, as containers and units of systemd have it.
        Process process =
                OtherProcess.startThrough(List.of("sh", "-c", "cd / && exec \"$0\" \"$@\""), List.of("secret", secret));
        try (BufferedReader output = OtherProcess.output(process)) {
            assertThat(output.readLine()).isEqualTo("opened");
        }
    }

    /** Who may encrypt with it and not decrypt would have a store that nobody opens again. */
    @Test
    void aRootKeyThatCouldNotBeOpenedAgainIsNotTaken() throws Exception {
        Principal shop = new Principal("arn:furoshiki:iam::000000000000:role/shop");
        Path backup = folder.toRealPath().resolve("backup");
        try (EmbeddedKeyService service = sealing.open()) {
            String root = service.describeKey("alias/root").keyId();
            service.createGrant(GrantRequest.of(root, shop, GrantOperation.ENCRYPT));
            RootKeySource writeOnly = RootKeySource.sealedBy(service.as(shop), root);
            FaultyKeyService defective = new FaultyKeyService(service);
            defective.suffer(Fault.OTHER_PLAINTEXT);
            RootKeySource wrong = RootKeySource.sealedBy(defective, root);
            assertThatThrownBy(() -> EmbeddedKeyService.create(store, writeOnly))
                    .isInstanceOf(RootKeyUnavailableException.class)
                    .hasMessageContaining("AccessDeniedException");
            assertThatThrownBy(() -> EmbeddedKeyService.create(store, wrong))
                    .isInstanceOf(RootKeyUnavailableException.class)
                    .hasMessageContaining("does not open what it has just sealed");
            // Neither has left a store there.
            try (EmbeddedKeyService keys = EmbeddedKeyService.create(store, RootKeySource.keyFile(sealing.keyFile()))) {
                for (RootKeySource source : List.of(writeOnly, wrong)) {
                    assertThatThrownBy(() -> keys.changeRootKey(source))
                            .isInstanceOf(RootKeyUnavailableException.class);
                    assertThatThrownBy(() -> keys.backUp(backup, source))
                            .isInstanceOf(RootKeyUnavailableException.class);
                    assertThat(backup).doesNotExist();
                }
            }
            EmbeddedKeyService.open(store, RootKeySource.keyFile(sealing.keyFile()))
                    .close();
        }
    }

    @Test
    void fromAServiceToAKeyFileAndBack() throws Exception {
        try (EmbeddedKeyService service = sealing.open()) {
            try (EmbeddedKeyService keys = EmbeddedKeyService.create(store, sealedBy(service))) {
                keys.createKey("");
                keys.changeRootKey(RootKeySource.keyFile(sealing.keyFile()));
            }
            try (EmbeddedKeyService keys = EmbeddedKeyService.open(store, RootKeySource.keyFile(sealing.keyFile()))) {
                keys.changeRootKey(sealedBy(service));
            }
            try (EmbeddedKeyService keys = EmbeddedKeyService.open(store, sealedBy(service))) {
                assertThat(keys.listKeys()).hasSize(1);
            }
        }
    }

    private String uri(String keyId) throws Exception {
        return "embedded:" + store + "?rootKeyId=" + keyId + "&rootKeyService="
                + encoded("embedded:" + sealing.path() + "?keyFile=" + sealing.keyFile());
    }

    private static EmbeddedKeyService open(String uri) {
        return EmbeddedKeyProvider.builder(KeyProviderUri.parse(uri)).open();
    }

    private static RootKeySource sealedBy(EmbeddedKeyService service) {
        return RootKeySource.sealedBy(service, "alias/root");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String sealedRootKey(Path path) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + path, "sa", "");
                Statement statement = connection.createStatement();
                ResultSet header = statement.executeQuery("select rawtohex(sealed_root_key) from store_header")) {
            header.next();
            return header.getString(1);
        }
    }

    private static void change(Path path, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + path, "sa", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

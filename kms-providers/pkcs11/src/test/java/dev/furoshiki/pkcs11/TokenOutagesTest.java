package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.RootKeyUnavailableException;
import dev.furoshiki.pkcs11.cryptoki.ReturnValue;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A token that cannot be asked has not said no: data keys that were opened before serve on, until they are too old. */
@Timeout(60)
class TokenOutagesTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("a", "b");

    private SoftToken token;
    private FaultyCryptoki library;

    @BeforeEach
    void make() throws Exception {
        SoftHsm.assumeInstalled();
        token = TestToken.withKey();
        library = new FaultyCryptoki(SoftHsm.calls());
    }

    /** Others use the device as well. */
    @ParameterizedTest
    @CsvSource({
        "C_Sign, DEVICE_MEMORY",
        "C_FindObjects, HOST_MEMORY",
        "C_OpenSession, SESSION_COUNT",
        "C_GetSlotList, FUNCTION_FAILED"
    })
    void aTokenWithoutRoomIsNoRefusal(String function, ReturnValue value) throws Exception {
        try (Pkcs11KeyService keys = TestToken.open(token, library, SoftToken.PIN, 1);
                DataKeys cached = refreshedAtOnce(keys)) {
            EncryptedDataKey warm = use(cached);
            token.closeAllSessions();
            library.fail(function, value, Integer.MAX_VALUE);
            assertOutlivesARefresh(cached, warm);
        }
    }

    @Test
    void aPinThatIsGoneWhenTheTokenComesBackIsNoRefusal(@TempDir Path folder) throws Exception {
        Path pin = Files.writeString(folder.resolve("pin"), SoftToken.PIN);
        try (Pkcs11KeyService keys =
                        new Pkcs11KeyService(library, new TokenName(token.label(), null), PinSource.file(pin), 1);
                DataKeys cached = refreshedAtOnce(keys)) {
            EncryptedDataKey warm = use(cached);
            token.closeAllSessions();
            Files.delete(pin);
            assertThatThrownBy(() -> keys.decrypt(warm, CONTEXT))
                    .isInstanceOf(DependencyTimeoutException.class)
                    .hasMessageContaining(pin.toString())
                    .hasCauseInstanceOf(RootKeyUnavailableException.class);
            assertOutlivesARefresh(cached, warm);
            Files.writeString(pin, SoftToken.PIN);
            keys.decrypt(warm, CONTEXT).close();
        }
    }

    /** What tells the two above from one that passes whatever the token says. */
    @Test
    void aKeyThatIsGoneIsARefusal() throws Exception {
        try (Pkcs11KeyService keys = TestToken.open(token, library, SoftToken.PIN, 1);
                DataKeys cached = refreshedAtOnce(keys)) {
            use(cached);
            token.destroyKey("orders");
            assertThatThrownBy(() -> {
                        while (true) {
                            use(cached);
                        }
                    })
                    .isInstanceOf(NotFoundException.class);
        }
    }

    private static void assertOutlivesARefresh(DataKeys cached, EncryptedDataKey warm) throws Exception {
        while (cached.statistics().background().refreshFailures() == 0) {
            assertThat(use(cached)).isEqualTo(warm);
        }
        // What follows from the failure comes after it is counted.
        for (int i = 0; i < 20; i++) {
            assertThat(use(cached)).isEqualTo(warm);
            Thread.sleep(1);
        }
    }

    private static DataKeys refreshedAtOnce(Pkcs11KeyService keys) {
        return DataKeys.builder(keys)
                .maxAge(Duration.ofMinutes(10))
                .refreshAhead(0.0001, 0)
                .build();
    }

    private static EncryptedDataKey use(DataKeys keys) {
        try (var key = keys.forEncryption(TestToken.KEY_ID, CONTEXT, 1)) {
            return key.encrypted();
        }
    }
}

package dev.furoshiki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.KeyProviderUri;
import dev.furoshiki.pkcs11.cryptoki.SoftHsm;
import dev.furoshiki.pkcs11.cryptoki.SoftToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens by URI, and libraries that are none. */
class Pkcs11KeyProviderTest {

    @TempDir
    Path folder;

    @Test
    void aTokenIsOpenedByItsUri() throws Exception {
        SoftHsm.assumeInstalled();
        SoftToken token = TestToken.withKey();
        Path pin = Files.writeString(folder.resolve("pin"), SoftToken.PIN + "\n");
        String uri = "pkcs11:" + SoftHsm.library() + "?token=" + token.label().replace(" ", "%20") + "&pinFile=" + pin
                + "&serial=" + token.serial() + "&sessions=2";
        EncryptionContext context = EncryptionContext.of("a", "b");
        try (DataKeys keys = DataKeys.open(uri);
                DataKey sealing = keys.forEncryption(TestToken.KEY, context, 1);
                DataKey opening = keys.forDecryption(sealing.encrypted(), context)) {
            assertThat(opening.secret().sameAs(sealing.secret())).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pkcs11:?token=a&pinFile=/p | the path of the token's library",
                "pkcs11:/lib.so?pinFile=/p | the token's label",
                "pkcs11:/lib.so?token=&pinFile=/p | the token's label",
                "pkcs11:/lib.so?token=a | exactly one of pinFile=/path and pinEnv=NAME, not 0",
                "pkcs11:/lib.so?token=a&pinFile=/p&pinEnv=P | not 2",
                "pkcs11:/lib.so?token=a&pinFile=/p&slot=3 | no option 'slot'",
                "pkcs11:/lib.so?token=a&pinFile=/p&sessions=many | whole number",
                "pkcs11:/lib.so?token=a&pinFile=/p%00 | pinFile is no path"
            })
    void aUriThatSaysTooLittleOrTooMuchIsRefused(String uri, String reason) {
        assertThatThrownBy(() -> open(uri))
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1025"})
    void aNumberOfSessionsOutsideItsLimitsIsRefused(String number) {
        assertThatThrownBy(() -> open("pkcs11:/lib.so?token=a&pinFile=/p&sessions=" + number))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pin", "PIN"})
    void aPinInTheUriIsRefusedAndNotRepeated(String option) {
        assertThatThrownBy(() -> open("pkcs11:/lib.so?token=a&" + option + "=9431"))
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageNotContaining("9431");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/library.so", "libsofthsm2.so", "/"})
    void aLibraryThatIsNotThereIsNamed(String path) {
        assertThatThrownBy(() -> open("pkcs11:" + path + "?token=a&pinFile=/p"))
                .isInstanceOf(KeyStoreNotFoundException.class)
                .hasMessageContaining("PKCS#11 library " + path)
                .hasMessageContaining("absolute path");
    }

    @Test
    void aFileThatIsNoLibraryIsNamed() throws Exception {
        Path text = Files.writeString(folder.resolve("text.so"), "not a library");
        assertThatThrownBy(() -> open("pkcs11:" + text + "?token=a&pinFile=/p"))
                .isInstanceOf(KeyStoreNotFoundException.class)
                .hasMessageContaining(text.toString())
                .hasMessageNotContaining("\\u000a")
                .hasMessageContaining(System.getProperty("os.arch"));
    }

    @Test
    void aLibraryForAnotherMachineIsNamed() throws Exception {
        SoftHsm.assumeInstalled();
        byte[] library = Files.readAllBytes(SoftHsm.library());
        // The class of an ELF file: 1 for 32 bits, 2 for 64.
        assertThat(new String(library, 1, 3, StandardCharsets.ISO_8859_1)).isEqualTo("ELF");
        library[4] ^= 3;
        Path other = Files.write(folder.resolve("other.so"), library);
        assertThatThrownBy(() -> open("pkcs11:" + other + "?token=a&pinFile=/p"))
                .isInstanceOf(KeyStoreNotFoundException.class)
                .hasMessageContaining(other.toString())
                .hasMessageContaining("ELF")
                .hasMessageContaining(System.getProperty("os.arch"));
    }

    @Test
    void aLibraryThatIsNotOfPkcs11IsNamed() {
        SoftHsm.assumeInstalled();
        Path other = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip"));
        assertThatThrownBy(() -> open("pkcs11:" + other + "?token=a&pinFile=/p"))
                .isInstanceOf(KeyStoreNotFoundException.class)
                .hasMessageContaining("C_GetFunctionList");
    }

    @Test
    void anAbsentTokenIsNamedWithThoseThereAre() throws Exception {
        SoftHsm.assumeInstalled();
        SoftToken token = SoftHsm.newToken();
        assertThatThrownBy(() -> open("pkcs11:" + SoftHsm.library() + "?token=nobody&pinFile=/p"))
                .isInstanceOf(KeyStoreNotFoundException.class)
                .hasMessageContaining("'nobody'")
                .hasMessageContaining("'" + token.label() + "'")
                .hasMessageContaining(token.serial());
    }

    private static void open(String uri) {
        new Pkcs11KeyProvider().open(KeyProviderUri.parse(uri)).close();
    }
}

package dev.furoshiki;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.NotFoundException;
import org.junit.jupiter.api.Test;

/** Finding a key service; what it does then is tested where there is one. */
class DataKeysTest {

    @Test
    void anUnknownSchemeNamesTheKnownOnes() {
        assertThatThrownBy(() -> DataKeys.open("vault:/keys"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("'vault'")
                .hasMessageContaining("on the class path: none");
    }

    @Test
    void aSecretInTheUriIsRefusedBeforeAnyProviderSeesIt() {
        assertThatThrownBy(() -> DataKeys.open("vault:/keys?passphrase=hunter2"))
                .isInstanceOf(InvalidProviderUriException.class)
                .hasMessageNotContaining("hunter2");
    }
}

package dev.furoshiki.testing.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.key.DataKey;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.NotFoundException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a provider is named by URI, and found through {@code ServiceLoader}. */
interface ProviderUris {

    TestedProvider provider();

    @Test
    default void theUriOpensTheService() {
        try (DataKeys keys = DataKeys.open(provider().uri());
                DataKey key = keys.forEncryption(provider().keyArn(), RoundTrips.CONTEXT, 100);
                DataKey same = keys.forDecryption(key.encrypted(), RoundTrips.CONTEXT)) {
            assertThat(keys.service().provider())
                    .isEqualTo(scheme())
                    .isEqualTo(key.encrypted().provider());
            assertThat(same.encrypted()).isEqualTo(key.encrypted());
        }
    }

    @Test
    default void anUnknownOptionIsNamedAndItsValueIsNot() {
        assertThatThrownBy(() ->
                        DataKeys.open(provider().uri() + "&unheardOf=hunter2").close())
                .isExactlyInstanceOf(InvalidProviderUriException.class)
                .hasMessageContaining("'unheardOf'")
                .hasMessageContaining(scheme())
                .hasMessageNotContaining("hunter2");
    }

    @Test
    default void aSecretInTheUriIsRefusedAndNotRepeated() {
        for (String name :
                List.of("passphrase", "password", "secret", "pin", "secretKey", "secretAccessKey", "sessionToken")) {
            assertThatThrownBy(() -> DataKeys.open(provider().uri() + "&" + name + "=hunter2")
                            .close())
                    .as(name)
                    .isExactlyInstanceOf(InvalidProviderUriException.class)
                    .hasMessageContaining("the option " + name + " would put a secret")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    default void anUnknownSchemeListsThoseKnown() {
        assertThatThrownBy(() -> DataKeys.open("unheard-of:?option=hunter2").close())
                .isExactlyInstanceOf(NotFoundException.class)
                .hasMessageContaining("'unheard-of'")
                .hasMessageContaining(scheme())
                .hasMessageNotContaining("hunter2");
    }

    private String scheme() {
        return provider().uri().substring(0, provider().uri().indexOf(':'));
    }
}

package dev.furoshiki.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ARNs of keys. */
class KeyArnTest {

    private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

    @Test
    void takenApartAndPutTogether() {
        String text = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/" + ID;
        KeyArn arn = KeyArn.parse(text).orElseThrow();
        assertThat(arn).isEqualTo(new KeyArn("aws-us-gov", "us-gov-west-1", "111122223333", ID));
        assertThat(arn).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ID,
                "arn:aws:kms:eu-west-1:11112222333:key/" + ID,
                "arn:aws:s3:eu-west-1:111122223333:key/" + ID,
                "arn:aws:kms:eu-west-1:111122223333:alias/x",
                "arn:aws:kms:eu-west-1:111122223333:key/" + ID + "0",
                "arn:aws:kms:eu-west-1:111122223333:key/1234ABCD-12ab-34cd-56ef-1234567890ab",
                " arn:aws:kms:eu-west-1:111122223333:key/" + ID,
                "arn::kms:eu-west-1:111122223333:key/" + ID
            })
    void whatIsNoneIsNone(String text) {
        assertThat(KeyArn.parse(text)).isEmpty();
    }

    @Test
    void partsThatMakeNoneAreRefused() {
        assertThatThrownBy(() -> new KeyArn("aws", "local", "1", ID)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyArn("a:b", "local", "000000000000", ID))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

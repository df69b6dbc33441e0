package dev.furoshiki.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.key.KmsException.ValidationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::111122223333:root",
                "arn:aws-cn:iam::111122223333:user/a/path/Alice",
                "arn:furoshiki:iam::111122223333:role/shop",
                "arn:aws:sts::111122223333:assumed-role/shop/worker-1",
                "arn:aws:sts::111122223333:federated-user/alice@example.com"
            })
    void oneOfAnAccount(String arn) {
        assertThat(Principal.isArn(arn)).isTrue();
        assertThat(new Principal(arn).account()).isEqualTo("111122223333");
        assertThat(new Principal(arn).isRoot()).isEqualTo(arn.endsWith(":root"));
        assertThat(arn).endsWith(":" + new Principal(arn).resource());
    }

    /** Each of another service than AWS has it in, or without a part. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:sts::111122223333:root",
                "arn:aws:sts::111122223333:role/shop",
                "arn:aws:sts::111122223333:user/Alice",
                "arn:aws:iam::111122223333:assumed-role/shop/worker-1",
                "arn:aws:iam::111122223333:federated-user/alice",
                "arn:aws:sts::111122223333:assumed-role/shop",
                "arn:aws:sts::111122223333:assumed-role/shop/",
                "arn:aws:sts::111122223333:assumed-role/a/path/shop/worker-1",
                "arn:aws:iam::111122223333:role/",
                "arn:aws:iam::11112222333:root",
                "arn:aws:iam::111122223333:root ",
                "arn:aws:iam::111122223333:group/all",
                ""
            })
    void noPrincipal(String text) {
        assertThat(Principal.isArn(text)).isFalse();
        assertThatThrownBy(() -> new Principal(text)).isInstanceOf(ValidationException.class);
    }

    @Test
    void theSessionsOfARoleDoNotHaveItsPath() {
        assertThat(new Principal("arn:aws:iam::111122223333:role/a/path/shop").sessions())
                .contains("arn:aws:sts::111122223333:assumed-role/shop/");
        assertThat(new Principal("arn:aws:iam::111122223333:user/shop").sessions())
                .isEmpty();
        assertThat(Principal.root("aws", "111122223333").sessions()).isEmpty();
    }

    @Test
    void aLongTextIsNotRepeated() {
        assertThatThrownBy(() -> new Principal("x".repeat(100_000)))
                .hasMessageContaining("256")
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(600));
    }
}

package dev.furoshiki.embedded.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.key.KmsException.InvalidAliasNameException;
import dev.furoshiki.key.KmsException.ValidationException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AWS KMS's limits, at their borders. */
class LimitsTest {

    @ParameterizedTest
    @CsvSource({"1, true", "4096, true", "0, false", "4097, false", "-1, false"})
    void plaintexts(int size, boolean allowed) {
        expect(() -> Limits.requirePlaintext(size), allowed, size);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "6144, true", "0, false", "6145, false"})
    void ciphertexts(int size, boolean allowed) {
        expect(() -> Limits.requireCiphertext(size), allowed, size);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "32, true", "1024, true", "0, false", "1025, false", "-2147483648, false"})
    void dataKeys(int size, boolean allowed) {
        expect(() -> Limits.requireDataKey(size), allowed, size);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "8192, true", "8193, false"})
    void descriptions(int size, boolean allowed) {
        expect(() -> Limits.requireDescription("d".repeat(size)), allowed, size);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2048, true", "0, false", "2049, false"})
    void keyReferences(int size, boolean allowed) {
        expect(() -> Limits.requireKeyReference("k".repeat(size)), allowed, size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alias/a", "alias/pii", "alias/A-9_z/b", "alias/aws", "alias/awsome/x", "alias//"})
    void aliasNames(String name) {
        assertThatCode(() -> Limits.requireNewAliasName(name)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pii",
                "alias",
                "alias/",
                "Alias/pii",
                "alias/p i",
                "alias/é",
                "alias/a:b",
                "alias/a.b",
                "alias/pii\n",
                " alias/pii"
            })
    void notAliasNames(String name) {
        assertThatThrownBy(() -> Limits.requireAliasName(name)).isInstanceOf(ValidationException.class);
    }

    /** As AWS KMS has it: none is made, and of UpdateAlias and DeleteAlias there is none to be found. */
    @ParameterizedTest
    @ValueSource(strings = {"alias/aws/", "alias/aws/s3"})
    void reservedAliasNames(String name) {
        assertThatThrownBy(() -> Limits.requireNewAliasName(name)).isInstanceOf(InvalidAliasNameException.class);
        assertThatCode(() -> Limits.requireAliasName(name)).doesNotThrowAnyException();
    }

    @Test
    void aliasNamesHaveOneTo256Characters() {
        assertThatCode(() -> Limits.requireAliasName("alias/" + "a".repeat(250)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Limits.requireAliasName("alias/" + "a".repeat(251)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("257");
        assertThatThrownBy(() -> Limits.requireAliasName("")).isInstanceOf(ValidationException.class);
    }

    @Property(tries = 300)
    void anyOtherCharacterIsRefused(@ForAll @CharRange(from = '\0', to = '\uffff') char c) {
        boolean allowed =
                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "/_-".indexOf(c) >= 0;
        boolean accepted;
        try {
            Limits.requireAliasName("alias/x" + c);
            accepted = true;
        } catch (ValidationException refused) {
            accepted = false;
        }
        assertThat(accepted).isEqualTo(allowed);
    }

    @Property(tries = 200)
    void goodNamesAreAccepted(
            @ForAll @CharRange(from = 'a', to = 'z') @CharRange(from = '0', to = '9') @StringLength(min = 1, max = 250)
                    String name) {
        Limits.requireAliasName("alias/" + name);
    }

    private static void expect(Runnable check, boolean allowed, int size) {
        if (allowed) {
            assertThatCode(check::run).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(check::run)
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining(Integer.toString(size));
        }
    }
}

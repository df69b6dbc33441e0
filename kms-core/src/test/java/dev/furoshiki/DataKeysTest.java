package dev.furoshiki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.cache.CachePolicy;
import dev.furoshiki.cache.CallPolicy;
import dev.furoshiki.cache.Freshness;
import dev.furoshiki.cache.KeyLimits;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.GrantConstraint;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import dev.furoshiki.key.KmsException.NotFoundException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.EncryptedDataKeyPair;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.GeneratedDataKeyPair;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.kms.KeyProviderUri;
import dev.furoshiki.kms.KeyServices;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Finding a key service, and what is set and given; what a service does then is tested where there is one. */
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

    /** Values that are all different: two settings that are swapped are found. */
    @Test
    void eachSettingIsTheOneThatItSays() {
        DataKeys.Builder builder = DataKeys.builder(new Unasked())
                .maxEntries(7)
                .maxAge(Duration.ofSeconds(11))
                .idleExpiry(Duration.ofSeconds(3))
                .maxMessages(13)
                .maxBytes(17)
                .leaseBlock(19)
                .failAtLimit()
                .refreshAhead(0.5, 0.25)
                .revocationCheck(Duration.ofSeconds(23))
                .offlineGrace(Duration.ofSeconds(29))
                .prefetch(31)
                .maxInFlight(37)
                .callTimeout(Duration.ofSeconds(41))
                .negativeTtl(Duration.ofSeconds(43))
                .circuitBreaker(47, Duration.ofSeconds(53), Duration.ofSeconds(59));
        assertThat(builder.policy())
                .isEqualTo(new CachePolicy(
                        new KeyLimits(7, Duration.ofSeconds(11), Duration.ofSeconds(3), 13, 17, 19),
                        CachePolicy.OnLimit.FAIL,
                        new Freshness(0.5, 0.25, Duration.ofSeconds(23), Duration.ofSeconds(29), 31),
                        new CallPolicy(
                                37,
                                Duration.ofSeconds(41),
                                Duration.ofSeconds(43),
                                47,
                                Duration.ofSeconds(53),
                                Duration.ofSeconds(59))));
        assertThat(DataKeys.builder(new Unasked()).policy()).isEqualTo(CachePolicy.DEFAULT);
    }

    /** One setting changes nothing else, whichever it is: all fifteen are named here, or this fails. */
    @Test
    void aSettingLeavesTheOthersAsTheyAre() {
        Duration time = Duration.ofSeconds(7);
        Map<String, DataKeys.Builder> each = new HashMap<>();
        each.put("maxEntries", builder().maxEntries(7));
        each.put("maxAge", builder().maxAge(time));
        each.put("idleExpiry", builder().idleExpiry(time));
        each.put("maxMessages", builder().maxMessages(7));
        each.put("maxBytes", builder().maxBytes(7));
        each.put("leaseBlock", builder().leaseBlock(7));
        each.put("failAtLimit", builder().failAtLimit());
        each.put("refreshAhead", builder().refreshAhead(0.7, 0.7));
        each.put("revocationCheck", builder().revocationCheck(time));
        each.put("offlineGrace", builder().offlineGrace(time));
        each.put("prefetch", builder().prefetch(7));
        each.put("maxInFlight", builder().maxInFlight(7));
        each.put("callTimeout", builder().callTimeout(time));
        each.put("negativeTtl", builder().negativeTtl(time));
        each.put("circuitBreaker", builder().circuitBreaker(7, time, time));
        assertThat(Arrays.stream(DataKeys.Builder.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        .filter(name -> !name.equals("build")))
                .containsExactlyInAnyOrderElementsOf(each.keySet());
        assertThat(each.values().stream().map(DataKeys.Builder::policy).distinct())
                .hasSize(each.size())
                .doesNotContain(CachePolicy.DEFAULT);
        each.forEach((name, builder) -> assertThat(differences(builder.policy()))
                .as(name)
                .isEqualTo(Map.of("refreshAhead", 2, "circuitBreaker", 3).getOrDefault(name, 1)));
    }

    /** The service is not asked: it throws what is no KmsException. */
    @Test
    void nullIsRefusedByNameBeforeTheServiceIsAsked() {
        EncryptionContext context = EncryptionContext.empty();
        EncryptedDataKey sealed = new EncryptedDataKey("test", "arn", new byte[1]);
        try (DataKeys keys = DataKeys.over(new Unasked())) {
            Map<ThrowingCallable, String> calls = Map.of(
                    () -> keys.forEncryption(nothing(), context, 1), "keyId",
                    () -> keys.forEncryption("key", nothing(), 1), "context",
                    () -> keys.forDecryption(nothing(), context), "encrypted",
                    () -> keys.forDecryption(sealed, nothing()), "context",
                    () -> keys.generate(nothing(), context), "keyId",
                    () -> keys.generate("key", nothing()), "context");
            calls.forEach((call, parameter) -> assertThatThrownBy(call)
                    .isExactlyInstanceOf(ValidationException.class)
                    .hasMessageContaining("parameter " + parameter + " is null"));
        }
    }

    /** So that nothing half-made comes to a service. */
    @Test
    @SuppressWarnings("NullAway") // as code may pass it that no one checks for nulls
    void valuesAndBuildersRefuseNullAtOnce() {
        EncryptedDataKey sealed = new EncryptedDataKey("test", "arn", new byte[1]);
        SecretBytes secret = SecretBytes.random(1);
        Map<String, String> noName = new HashMap<>();
        noName.put(null, "value");
        Map<String, String> noValue = new HashMap<>();
        noValue.put("name", null);
        Map<ThrowingCallable, String> calls = new HashMap<>();
        calls.put(() -> new EncryptedDataKey(nothing(), "arn", new byte[1]), "provider");
        calls.put(() -> new EncryptedDataKey("test", nothing(), new byte[1]), "keyArn");
        calls.put(() -> new EncryptedDataKey("test", "arn", nothing()), "ciphertext");
        calls.put(() -> new GeneratedDataKey(nothing(), sealed), "plaintext");
        calls.put(() -> new GeneratedDataKey(secret, nothing()), "encrypted");
        calls.put(() -> new EncryptedDataKeyPair(nothing(), new byte[1], sealed), "spec");
        calls.put(
                () -> new EncryptedDataKeyPair(DataKeyPairSpec.RSA_2048, new byte[1], nothing()),
                "encryptedPrivateKey");
        calls.put(() -> new GeneratedDataKeyPair(nothing(), secret), "encrypted");
        calls.put(() -> new Principal(nothing()), "arn");
        calls.put(() -> GrantConstraint.contextEquals(nothing()), "context");
        calls.put(() -> EncryptionContext.of(nothing()), "pairs");
        calls.put(() -> EncryptionContext.of(nothing(), "value"), "name");
        calls.put(() -> EncryptionContext.of("name", nothing()), "value");
        calls.put(() -> EncryptionContext.of(noName), "name");
        calls.put(() -> EncryptionContext.of(noValue), "value");
        calls.put(() -> EncryptionContext.empty().with("name", nothing()), "value");
        calls.put(() -> KeyRequest.symmetric().taggedWith(nothing()), "tags");
        calls.put(() -> KeyProviderUri.parse(nothing()), "text");
        calls.put(() -> KeyServices.open(nothing()), "uri");
        calls.put(() -> DataKeys.open(nothing()), "uri");
        calls.put(() -> DataKeys.over(nothing()), "service");
        calls.put(() -> builder().maxAge(nothing()), "maxAge");
        calls.put(() -> builder().idleExpiry(nothing()), "idleExpiry");
        calls.put(() -> builder().revocationCheck(nothing()), "revocationCheck");
        calls.put(() -> builder().offlineGrace(nothing()), "offlineGrace");
        calls.put(() -> builder().callTimeout(nothing()), "timeout");
        calls.put(() -> builder().negativeTtl(nothing()), "negativeTtl");
        calls.put(() -> builder().circuitBreaker(1, nothing(), Duration.ZERO), "shortestPause");
        calls.forEach((call, parameter) -> assertThatThrownBy(call)
                .as(parameter)
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessageContaining(parameter));
        secret.close();
    }

    private static DataKeys.Builder builder() {
        return DataKeys.builder(new Unasked());
    }

    /** In how many settings it is another than the default. */
    private static int differences(CachePolicy policy) {
        CachePolicy other = CachePolicy.DEFAULT;
        return (policy.onLimit() == other.onLimit() ? 0 : 1)
                + differences(policy.limits(), other.limits())
                + differences(policy.freshness(), other.freshness())
                + differences(policy.calls(), other.calls());
    }

    private static int differences(Record one, Record other) {
        int differences = 0;
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            try {
                Method accessor = component.getAccessor();
                if (!accessor.invoke(one).equals(accessor.invoke(other))) {
                    differences++;
                }
            } catch (ReflectiveOperationException impossible) {
                throw new LinkageError(component.toString(), impossible);
            }
        }
        return differences;
    }

    /** As code may pass it that no one checks for nulls. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    /** A key service that no test here gets as far as. */
    private static final class Unasked implements KeyManagementService {

        @Override
        public String provider() {
            return "unasked";
        }

        @Override
        public GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}

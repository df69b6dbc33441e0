package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.GrantConstraint;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.GrantRequest;
import dev.furoshiki.key.KeyRequest;
import dev.furoshiki.key.KeySpec;
import dev.furoshiki.key.KeyState;
import dev.furoshiki.key.KeyUsage;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.LimitExceededException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.key.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Null, closed and oversized arguments: refused by a typed exception, recorded, and in few bytes. */
@SuppressWarnings({"NullAway", "NullOptional"}) // as code may pass it that no one checks for nulls
class BadInputTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("tenant", "42");
    private static final Principal SHOP = new Principal("arn:furoshiki:iam::000000000000:role/shop");
    private static final int MIB = 1024 * 1024;

    @TempDir
    Path folder;

    private TestStore store;
    private EmbeddedKeyService root;
    private String key;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
        root = store.create();
        key = root.createKey("").keyId();
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void nullsWithinArgumentsAreRefusedAndRecorded() {
        Map<String, String> withoutAKey = new HashMap<>();
        withoutAKey.put(null, "value");
        Map<String, String> withoutAValue = new HashMap<>();
        withoutAValue.put("stage", null);
        Set<String> nothing = new HashSet<>(Collections.singleton(null));
        GrantRequest grant = GrantRequest.of(key, SHOP, GrantOperation.DECRYPT);
        KeyRequest made = KeyRequest.symmetric();
        Map<String, List<Runnable>> calls = Map.of(
                "TagResource",
                List.of(() -> root.tagResource(key, withoutAKey), () -> root.tagResource(key, withoutAValue)),
                "UntagResource",
                List.of(() -> root.untagResource(key, nothing)),
                "CreateGrant",
                List.of(
                        () -> root.createGrant(grant.named(null)),
                        () -> root.createGrant(GrantRequest.of(null, SHOP, GrantOperation.DECRYPT)),
                        () -> root.createGrant(GrantRequest.of(key, null, GrantOperation.DECRYPT)),
                        () -> root.createGrant(new GrantRequest(key, "", SHOP, null, Set.of(), Optional.empty())),
                        () -> root.createGrant(
                                new GrantRequest(key, "", SHOP, Optional.empty(), grant.operations(), null))),
                "CreateKey",
                List.of(
                        () -> root.createKey(made.describedAs(null)),
                        () -> root.createKey(made.usedFor(null)),
                        () -> root.createKey(made.taggedWith(withoutAKey)),
                        () -> root.createKey(
                                new KeyRequest(null, KeyUsage.ENCRYPT_DECRYPT, "", Map.of(), Optional.empty(), false)),
                        () -> root.createKey(new KeyRequest(
                                KeySpec.HMAC_256, KeyUsage.GENERATE_VERIFY_MAC, "", Map.of(), null, false))));
        calls.forEach((eventName, all) -> all.forEach(call -> {
            assertThatThrownBy(call::run)
                    .as(eventName)
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("null");
            assertThat(last().get("eventName").getAsString()).isEqualTo(eventName);
            assertThat(last().get("errorCode").getAsString()).isEqualTo("ValidationException");
        }));
        assertThat(root.listKeys()).hasSize(1);
        assertThat(root.listResourceTags(key)).isEmpty();
    }

    /** AWS's service model has the characters of a policy so; a string of its JSON can name every other. */
    @Test
    void aPolicyIsLatin1Text() {
        String policy = root.getKeyPolicy(key);
        for (String wrong : List.of("\u0100", "\u0000", "\ud83d\udd12")) {
            String document = policy.replaceFirst("\"Effect\"", "\"Sid\": \"" + wrong + "\", \"Effect\"");
            assertThatThrownBy(() -> root.putKeyPolicy(key, document))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining("U+00FF");
            assertThatThrownBy(() -> root.createKey(KeyRequest.symmetric().withPolicy(document)))
                    .isInstanceOf(ValidationException.class);
        }
        assertThat(root.getKeyPolicy(key)).isEqualTo(policy);
    }

    @Test
    void aRequestHasTenGrantTokensAtMost() {
        String token = root.createGrant(GrantRequest.of(key, SHOP, GrantOperation.DECRYPT))
                .grantToken();
        String[] ten = Collections.nCopies(10, token).toArray(String[]::new);
        assertThat(root.withGrantTokens(ten).describeKey(key).keyId()).isEqualTo(key);
        assertThatThrownBy(() -> root.withGrantTokens(ten).withGrantTokens(token))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("10");
    }

    /** Of AWS's 50,000 for a key, three here. */
    @Test
    void aKeyHasSoManyGrantsAndNoMore() throws Exception {
        OpenStore open = root.store();
        Access access = new Access(Caller.of(open, root.principal()), 3);
        List<String> grantIds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            grantIds.add(access.createGrant(
                            GrantRequest.of(key, SHOP, GrantOperation.DECRYPT).named("n" + i))
                    .grantId());
        }
        assertThatThrownBy(() -> access.createGrant(GrantRequest.of(key, SHOP, GrantOperation.ENCRYPT)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("3 grants");
        // One that is there is answered, and one more for another that is gone.
        assertThat(access.createGrant(GrantRequest.of(key, SHOP, GrantOperation.DECRYPT)
                                .named("n1"))
                        .grantId())
                .isEqualTo(grantIds.get(1));
        access.revokeGrant(key, grantIds.get(0));
        access.createGrant(GrantRequest.of(key, SHOP, GrantOperation.ENCRYPT));
        assertThat(root.listGrants(key)).hasSize(3);
        assertThat(Limits.GRANTS_OF_A_KEY).isEqualTo(50_000);
    }

    @Test
    void nobodyIsNoCaller() {
        assertThatThrownBy(() -> root.as(null)).isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> root.withGrantTokens((String) null)).isInstanceOf(ValidationException.class);
    }

    @Test
    void aPlaintextThatWasClosedIsRefused() {
        SecretBytes closed = SecretBytes.random(1);
        closed.close();
        assertThatThrownBy(() -> root.encrypt(key, closed, CONTEXT))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("closed");
        assertThat(last().get("eventName").getAsString()).isEqualTo("Encrypt");
    }

    @Test
    void cachedUsesAreCountedFromOne() {
        EncryptedDataKey sealed = root.encrypt(key, SecretBytes.random(32), CONTEXT);
        for (long uses : new long[] {0, -1000, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> root.recordCachedUses(key, sealed, CONTEXT, true, uses))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining(Long.toString(uses));
            assertThat(last().get("errorCode").getAsString()).isEqualTo("ValidationException");
        }
    }

    /** A listener that is null would fail every later change, which happens all the same. */
    @Test
    void nobodyIsNoListener() {
        assertThatThrownBy(() -> root.onKeyChange(null)).isInstanceOf(ValidationException.class);
        root.disableKey(key);
        assertThat(root.describeKey(key).state()).isEqualTo(KeyState.DISABLED);
    }

    @Test
    void aSubscriptionThatIsClosedTwiceEndsOnce() throws Exception {
        List<String> told = new ArrayList<>();
        Consumer<String> listener = told::add;
        AutoCloseable first = root.onKeyChange(listener);
        root.onKeyChange(listener);
        first.close();
        first.close();
        root.disableKey(key);
        assertThat(told).hasSize(1);
    }

    /** AWS: at most 8 pairs, and values of 384 characters. */
    @Test
    void aGrantConstraintIsSmall() {
        Map<String, String> pairs = new HashMap<>(Map.of("k", "v".repeat(384)));
        for (int i = 0; i < 7; i++) {
            pairs.put("k" + i, "v");
        }
        GrantRequest request = GrantRequest.of(key, SHOP, GrantOperation.DECRYPT);
        root.createGrant(request.under(GrantConstraint.contextEquals(EncryptionContext.of(pairs))));
        pairs.put("k8", "v");
        EncryptionContext nine = EncryptionContext.of(pairs);
        EncryptionContext longOne = EncryptionContext.of("k", "v".repeat(385));
        for (EncryptionContext context : List.of(nine, longOne)) {
            for (GrantConstraint constraint :
                    List.of(GrantConstraint.contextEquals(context), GrantConstraint.contextSubset(context))) {
                assertThatThrownBy(() -> root.createGrant(request.under(constraint)))
                        .isInstanceOf(ValidationException.class);
            }
        }
        assertThat(root.listGrants(key)).hasSize(1);
    }

    @Test
    void whatIsTooLongIsRefusedAsSuchAndCutInTheRecord() throws IOException {
        String huge = "x".repeat(17 * MIB);
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            many.put("tag " + i, "value");
        }
        long before = Files.size(store.audit());
        EmbeddedKeyService nobody = root.as(SHOP);
        assertThatThrownBy(() -> root.putKeyPolicy(key, "x".repeat(131_072)))
                .isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> root.putKeyPolicy(key, "x".repeat(131_073)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("131072");
        assertThatThrownBy(() -> root.putKeyPolicy(key, huge)).isInstanceOf(ValidationException.class);
        assertThat(last().getAsJsonObject("requestParameters").get("policy").getAsString())
                .startsWith("xxx")
                .contains(Integer.toString(huge.length()));
        List<Runnable> calls = Arrays.asList(
                () -> nobody.putKeyPolicy(key, huge),
                () -> nobody.describeKey(huge),
                () -> nobody.updateKeyDescription(key, huge),
                () -> nobody.createAlias("alias/" + huge, key),
                () -> nobody.tagResource(key, Map.of(huge, huge)),
                () -> nobody.tagResource(key, many),
                () -> nobody.untagResource(key, Set.of(huge)),
                () -> nobody.revokeGrant(key, huge),
                () -> nobody.retireGrant(huge),
                () -> nobody.createGrant(
                        GrantRequest.of(key, SHOP, GrantOperation.DECRYPT).named(huge)),
                () -> nobody.createKey(KeyRequest.symmetric()
                        .withPolicy(huge)
                        .describedAs(huge)
                        .taggedWith(Map.of(huge, huge))));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(KmsException.class)
                    .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(4096));
            assertThat(last().has("errorCode")).isTrue();
        }
        assertThat(Files.size(store.audit()) - before).isLessThan(2L * MIB);
        root.describeKey(key);
    }

    @Test
    void theLargestRequestsThatAreGrantedAreRecordedWhole() {
        String policy = root.getKeyPolicy(key);
        String padded = policy + " ".repeat(32 * 1024 - policy.length());
        String description = "\u007f".repeat(8192);
        Map<String, String> tags = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            tags.put(i + "\u2028".repeat(126), "\u2028".repeat(256));
        }
        root.createKey(KeyRequest.symmetric()
                .withPolicy(padded)
                .describedAs(description)
                .taggedWith(tags));
        JsonObject created = last().getAsJsonObject("requestParameters");
        assertThat(created.get("policy").getAsString()).isEqualTo(padded);
        assertThat(created.get("description").getAsString()).isEqualTo(description);
        assertThat(created.getAsJsonObject("tags").keySet()).isEqualTo(tags.keySet());
        Map<String, String> pairs = new HashMap<>();
        for (char c = 0; c < 128; c++) {
            pairs.put(String.valueOf(c), "");
        }
        for (char c = 0x80; c < 0x80 + (8192 - 128) / 2 && c < 0x800; c++) {
            pairs.put(String.valueOf(c), "");
        }
        EncryptionContext context = EncryptionContext.of(pairs);
        root.reEncrypt(root.encrypt(key, SecretBytes.random(1), context), context, key, context);
        JsonObject reEncrypted = last().getAsJsonObject("requestParameters");
        for (String name : List.of("sourceEncryptionContext", "destinationEncryptionContext")) {
            assertThat(reEncrypted.getAsJsonObject(name).keySet()).isEqualTo(pairs.keySet());
        }
    }

    private JsonObject last() {
        try {
            List<String> lines = Files.readAllLines(store.audit()).stream()
                    .filter(line -> !line.contains("\"serviceEventDetails\""))
                    .toList();
            return JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}

package dev.furoshiki.embedded;

import dev.furoshiki.key.KeyMetadata;
import dev.furoshiki.key.Principal;
import dev.furoshiki.kms.KeyManagementService;
import dev.furoshiki.testing.provider.TestedProvider;
import java.util.List;
import java.util.function.Supplier;

/**
 * A store that is made with what the contract asks for, and opened by somebody whom key policies can keep out: the root
 * principal stays to let it in again.
 */
final class TestedStore implements TestedProvider, AutoCloseable {

    private static final String ABSENT = "99999999-9999-4999-8999-999999999999";
    private static final Principal PART = new Principal("arn:furoshiki:iam::000000000000:role/part");

    private final Supplier<EmbeddedKeyService.Builder> store;
    private final String uri;
    private final EmbeddedKeyService keys;
    private final KeyMetadata key;
    private final KeyMetadata other;

    /** @param store names it and what unlocks it, anew at each call */
    TestedStore(Supplier<EmbeddedKeyService.Builder> store, String uri) {
        this.store = store;
        this.uri = uri;
        this.keys = store.get().create();
        this.key = keys.createKey("");
        this.other = keys.createKey("");
        keys.createAlias("alias/contract", key.keyId());
        restoreAccess(key.arn());
        restoreAccess(other.arn());
    }

    @Override
    public KeyManagementService open() {
        return store.get().principal(PART).open();
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public String keyArn() {
        return key.arn();
    }

    @Override
    public String otherKeyArn() {
        return other.arn();
    }

    @Override
    public String aliasArn() {
        return "arn:furoshiki:kms:local:000000000000:alias/contract";
    }

    @Override
    public String foreignAliasArn() {
        return "arn:furoshiki:kms:local:000000000001:alias/contract";
    }

    @Override
    public List<String> absentReferences() {
        return List.of(
                ABSENT,
                "arn:furoshiki:kms:local:000000000000:key/" + ABSENT,
                "alias/absent",
                "arn:furoshiki:kms:local:000000000000:alias/absent");
    }

    @Override
    public void disableKey(String keyArn) {
        keys.disableKey(keyArn);
    }

    @Override
    public void enableKey(String keyArn) {
        keys.enableKey(keyArn);
    }

    @Override
    public void revokeAccess(String keyArn) {
        keys.putKeyPolicy(keyArn, policy("Deny"));
    }

    @Override
    public void restoreAccess(String keyArn) {
        keys.putKeyPolicy(keyArn, policy("Allow"));
    }

    @Override
    public boolean tellsOfKeyChanges() {
        return true;
    }

    @Override
    public void close() {
        keys.close();
    }

    /** What the part may do, after all that everybody may. */
    private String policy(String effect) {
        return """
                {"Statement": [
                  {"Effect": "Allow", "Principal": {"AWS": ["%s", "%s"]}, "Action": "kms:*", "Resource": "*"},
                  {"Effect": "%s", "Principal": {"AWS": "%s"}, "Action": "kms:*", "Resource": "*"}
                ]}""".formatted(keys.principal(), PART, effect, PART);
    }
}

package dev.furoshiki.embedded;

import dev.furoshiki.crypto.MessageMac;
import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.policy.ConditionKey;
import dev.furoshiki.key.KmsException.InvalidKeyUsageException;
import dev.furoshiki.key.KmsException.KmsInvalidMacException;
import dev.furoshiki.key.MacAlgorithm;
import java.security.MessageDigest;

/** Making and verifying MACs under HMAC keys. Stateless but for the caller. */
final class Macs {

    private final Caller caller;

    Macs(Caller caller) {
        this.caller = caller;
    }

    byte[] generateMac(String keyId, MacAlgorithm algorithm, byte[] message) {
        AuditedOperation record =
                record(Operation.GENERATE_MAC, keyId, algorithm).given("message", message);
        return caller.read(record, call -> {
            Limits.requireMessage(message.length);
            return mac(call, keyId, algorithm, message);
        });
    }

    void verifyMac(String keyId, MacAlgorithm algorithm, byte[] message, byte[] mac) {
        AuditedOperation record = record(Operation.VERIFY_MAC, keyId, algorithm)
                .given("message", message)
                .given("mac", mac);
        caller.read(record, call -> {
            Limits.requireMessage(message.length);
            Limits.requireMac(mac.length);
            if (!MessageDigest.isEqual(mac(call, keyId, algorithm, message), mac)) {
                throw new KmsInvalidMacException("the MAC is not that of the message under the key " + keyId
                        + ": message or MAC was changed, or it was made under another key");
            }
            return true;
        });
    }

    private AuditedOperation record(Operation operation, String keyId, MacAlgorithm algorithm) {
        return caller.record(operation).with("keyId", keyId).with("macAlgorithm", algorithm);
    }

    private static byte[] mac(Call call, String keyId, MacAlgorithm algorithm, byte[] message) {
        ManagedKey key = call.find(keyId);
        call.record().operation().use().require(key.metadata());
        if (algorithm.keySpec() != key.metadata().spec()) {
            throw new InvalidKeyUsageException("the key " + key.metadata().arn() + " is "
                    + key.metadata().spec() + ", which does not go with " + algorithm + ": name a key of the spec "
                    + algorithm.keySpec());
        }
        call.with(ConditionKey.MAC_ALGORITHM, algorithm.name())
                .authorise(call.record().operation().action(), key, keyId);
        return mac(algorithm).compute(key.current().secret(), message);
    }

    private static MessageMac mac(MacAlgorithm algorithm) {
        return switch (algorithm) {
            case HMAC_SHA_224 -> MessageMac.HMAC_SHA_224;
            case HMAC_SHA_256 -> MessageMac.HMAC_SHA_256;
            case HMAC_SHA_384 -> MessageMac.HMAC_SHA_384;
            case HMAC_SHA_512 -> MessageMac.HMAC_SHA_512;
        };
    }
}

package dev.furoshiki.embedded;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.embedded.lifecycle.ManagedKey;
import dev.furoshiki.embedded.material.BackingKey;
import dev.furoshiki.embedded.material.DataKeyPair;
import dev.furoshiki.embedded.material.EmbeddedCiphertextV1;
import dev.furoshiki.embedded.policy.ConditionKey;
import dev.furoshiki.embedded.policy.KeyAction;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.DataKeyPairSpec;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.DryRunOperationException;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.InvalidCiphertextException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.EncryptedDataKeyPair;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.GeneratedDataKeyPair;

/** Sealing and opening under symmetric keys. Stateless but for the caller. */
final class Cryptography {

    private static final String ALGORITHM = "SYMMETRIC_DEFAULT";

    private final Caller caller;

    Cryptography(Caller caller) {
        this.caller = caller;
    }

    GeneratedDataKey generateDataKey(String keyId, int sizeBytes, EncryptionContext context) {
        AuditedOperation record =
                record(Operation.GENERATE_DATA_KEY, keyId, context).with("numberOfBytes", sizeBytes);
        return caller.read(record, call -> {
            Limits.requireDataKey(sizeBytes);
            ManagedKey key = key(call, keyId, context);
            SecretBytes plaintext = SecretBytes.random(sizeBytes);
            try {
                return new GeneratedDataKey(plaintext, seal(key, plaintext, context));
            } catch (Throwable failed) {
                plaintext.close();
                throw failed;
            }
        });
    }

    EncryptedDataKey generateDataKeyWithoutPlaintext(String keyId, int sizeBytes, EncryptionContext context) {
        AuditedOperation record = record(Operation.GENERATE_DATA_KEY_WITHOUT_PLAINTEXT, keyId, context)
                .with("numberOfBytes", sizeBytes);
        return caller.read(record, call -> {
            Limits.requireDataKey(sizeBytes);
            ManagedKey key = key(call, keyId, context);
            try (SecretBytes plaintext = SecretBytes.random(sizeBytes)) {
                return seal(key, plaintext, context);
            }
        });
    }

    GeneratedDataKeyPair generateDataKeyPair(String keyId, DataKeyPairSpec spec, EncryptionContext context) {
        AuditedOperation record =
                record(Operation.GENERATE_DATA_KEY_PAIR, keyId, context).with("keyPairSpec", spec);
        return caller.read(record, call -> {
            ManagedKey key = key(call.with(ConditionKey.DATA_KEY_PAIR_SPEC, spec.name()), keyId, context);
            DataKeyPair pair = DataKeyPair.generate(spec);
            try {
                return new GeneratedDataKeyPair(sealed(key, spec, pair, context), pair.privateKey());
            } catch (Throwable failed) {
                pair.close();
                throw failed;
            }
        });
    }

    EncryptedDataKeyPair generateDataKeyPairWithoutPlaintext(
            String keyId, DataKeyPairSpec spec, EncryptionContext context) {
        AuditedOperation record = record(Operation.GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT, keyId, context)
                .with("keyPairSpec", spec);
        return caller.read(record, call -> {
            ManagedKey key = key(call.with(ConditionKey.DATA_KEY_PAIR_SPEC, spec.name()), keyId, context);
            try (DataKeyPair pair = DataKeyPair.generate(spec)) {
                return sealed(key, spec, pair, context);
            }
        });
    }

    EncryptedDataKey encrypt(String keyId, SecretBytes plaintext, EncryptionContext context) {
        AuditedOperation record = record(Operation.ENCRYPT, keyId, context).given("plaintext", plaintext);
        return caller.read(record, call -> {
            requireOpen(plaintext);
            Limits.requirePlaintext(plaintext.sizeBytes());
            return seal(key(call, keyId, context), plaintext, context);
        });
    }

    SecretBytes decrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        AuditedOperation record = caller.record(Operation.DECRYPT);
        record.given("ciphertextBlob", ciphertext, given -> record.with("keyId", given.keyArn()))
                .with(context);
        return caller.read(record, call -> {
            EmbeddedCiphertextV1 sealed = parse(ciphertext);
            String arn = sealingKey(call, ciphertext, sealed);
            return open(key(call, arn, context), sealed, context);
        });
    }

    /** Decrypt in a dry run, which succeeds by failing. */
    void dryRunDecrypt(EncryptedDataKey ciphertext, EncryptionContext context) {
        try {
            new Cryptography(caller.inDryRun()).decrypt(ciphertext, context).close();
        } catch (DryRunOperationException wouldHaveSucceeded) {
            // That is the answer.
        }
    }

    /** Allowed to whom the key itself would be given now: all that a policy sees is as it was when the key was given. */
    void recordCachedUses(
            String keyId, EncryptedDataKey key, EncryptionContext context, boolean encrypting, long uses) {
        Operation operation = encrypting ? Operation.GENERATE_DATA_KEY : Operation.DECRYPT;
        AuditedOperation record = caller.record("ReserveCachedUses", operation)
                .with("keyId", keyId)
                .with("operation", encrypting ? "Encrypt" : "Decrypt")
                .with("uses", uses)
                .given("key", key)
                .with(context);
        caller.readForCached(record, call -> {
            Limits.requireUses(uses);
            // An alias that names another key by now says nothing for this one.
            key(call, call.keyring().names(keyId, key.keyArn()) ? keyId : key.keyArn(), context);
            return true;
        });
    }

    EncryptedDataKey reEncrypt(
            EncryptedDataKey ciphertext,
            EncryptionContext sourceContext,
            String destinationKeyId,
            EncryptionContext destinationContext) {
        AuditedOperation record = caller.record(Operation.RE_ENCRYPT);
        record.given("ciphertextBlob", ciphertext, given -> record.with("sourceKeyId", given.keyArn()))
                .with("sourceEncryptionContext", sourceContext)
                .with("destinationKeyId", destinationKeyId)
                .with("destinationEncryptionContext", destinationContext);
        return caller.read(record, call -> {
            EmbeddedCiphertextV1 sealed = parse(ciphertext);
            String arn = sealingKey(call, ciphertext, sealed);
            ManagedKey source = call.find(arn);
            ManagedKey destination = call.find(destinationKeyId);
            Operation.RE_ENCRYPT.use().require(source.metadata());
            Operation.RE_ENCRYPT.use().require(destination.metadata());
            call.with(ConditionKey.ENCRYPTION_ALGORITHM, ALGORITHM)
                    .with(
                            ConditionKey.RE_ENCRYPT_ON_SAME_KEY,
                            Boolean.toString(source.id().equals(destination.id())));
            call.under(sourceContext).authorise(KeyAction.RE_ENCRYPT_FROM, source, arn);
            call.under(destinationContext).authorise(KeyAction.RE_ENCRYPT_TO, destination, destinationKeyId);
            try (SecretBytes plaintext = open(source, sealed, sourceContext)) {
                return seal(destination, plaintext, destinationContext);
            }
        });
    }

    SecretBytes generateRandom(int sizeBytes) {
        return caller.read(caller.record(Operation.GENERATE_RANDOM).with("numberOfBytes", sizeBytes), call -> {
            Limits.requireRandom(sizeBytes);
            call.authoriseAccount(false);
            return SecretBytes.random(sizeBytes);
        });
    }

    private AuditedOperation record(Operation operation, String keyId, EncryptionContext context) {
        return caller.record(operation).with("keyId", keyId).with(context);
    }

    private static void requireOpen(SecretBytes plaintext) {
        if (plaintext.isDestroyed()) {
            throw new ValidationException("the plaintext was closed, and is zeroed: close it after it was encrypted");
        }
    }

    /** The one algorithm is a fact of every request, as in AWS KMS, though none says it. */
    private static ManagedKey key(Call call, String keyId, EncryptionContext context) {
        return call.with(ConditionKey.ENCRYPTION_ALGORITHM, ALGORITHM)
                .under(context)
                .key(keyId);
    }

    private static EncryptedDataKey seal(ManagedKey key, SecretBytes plaintext, EncryptionContext context) {
        EmbeddedCiphertextV1 sealed = EmbeddedCiphertextV1.seal(
                key.id(), key.currentBackingKey(), key.current().secret(), plaintext, context);
        return new EncryptedDataKey(EmbeddedKeyService.SCHEME, key.metadata().arn(), sealed.toBytes());
    }

    private static EncryptedDataKeyPair sealed(
            ManagedKey key, DataKeyPairSpec spec, DataKeyPair pair, EncryptionContext context) {
        return new EncryptedDataKeyPair(spec, pair.publicKey(), seal(key, pair.privateKey(), context));
    }

    private static SecretBytes open(ManagedKey key, EmbeddedCiphertextV1 sealed, EncryptionContext context) {
        BackingKey material = key.backingKey(sealed.backingKeyNumber())
                .orElseThrow(() -> new InvalidCiphertextException("the ciphertext names backing key "
                        + Integer.toUnsignedString(sealed.backingKeyNumber()) + ", which the key "
                        + key.metadata().arn() + " has not: it was damaged, or the key store is an older backup"));
        return sealed.open(material.secret(), context);
    }

    private static EmbeddedCiphertextV1 parse(EncryptedDataKey ciphertext) {
        byte[] bytes = ciphertext.ciphertext();
        Limits.requireCiphertext(bytes.length);
        if (!ciphertext.provider().equals(EmbeddedKeyService.SCHEME)) {
            throw new IncorrectKeyException("the ciphertext was made by the key service '" + ciphertext.provider()
                    + "', not by '" + EmbeddedKeyService.SCHEME + "': open that key service");
        }
        return EmbeddedCiphertextV1.parse(bytes);
    }

    /** The ARN of the key that the ciphertext itself names. */
    private static String sealingKey(Call call, EncryptedDataKey ciphertext, EmbeddedCiphertextV1 sealed) {
        String arn = call.keyring().owner().arnOf(sealed.keyId().toString());
        if (!ciphertext.keyArn().equals(arn)) {
            throw new IncorrectKeyException("the ciphertext was made under the key " + arn + ", not under "
                    + ciphertext.keyArn() + ": one of the two was swapped or damaged, restore it from a backup");
        }
        return arn;
    }
}

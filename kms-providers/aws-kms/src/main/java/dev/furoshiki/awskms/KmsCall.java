package dev.furoshiki.awskms;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException.IncorrectKeyException;
import dev.furoshiki.key.KmsException.KmsInternalException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * One question to AWS KMS, and what its answer has to have: AWS KMS always answers so, but what a proxy or an imitation
 * answers is not stored and not taken for a key.
 *
 * @param operation AWS KMS's name of it
 * @param key the key as it is asked for: id, ARN, alias or alias ARN
 */
record KmsCall(String operation, String key) {

    static final int MOST_CIPHERTEXT_BYTES = 6144;
    static final int MOST_KEY_ID_CHARACTERS = 2048;

    private static final Pattern KEY_ARN = Pattern.compile("arn:[^:]+:kms:[^:]+:[0-9]{12}:key/[^:/\\p{Cntrl}]+");

    boolean namesKeyByArn() {
        return KEY_ARN.matcher(key).matches();
    }

    /** Takes the answer's array over: it is zeroed with what this returns. */
    SecretBytes plaintext(@Nullable SdkBytes answered) {
        byte[] bytes = answered == null ? new byte[0] : answered.asByteArrayUnsafe();
        if (bytes.length == 0) {
            throw notAnswered("a plaintext");
        }
        return SecretBytes.takeOver(bytes);
    }

    EncryptedDataKey sealed(@Nullable String answeredArn, @Nullable SdkBytes answered) {
        String arn = requireKey(answeredArn);
        byte[] ciphertext = answered == null ? new byte[0] : answered.asByteArrayUnsafe();
        if (ciphertext.length == 0 || ciphertext.length > MOST_CIPHERTEXT_BYTES) {
            throw notAnswered("a ciphertext of 1 to " + MOST_CIPHERTEXT_BYTES + " bytes");
        }
        return new EncryptedDataKey(AwsKeyManagementService.SCHEME, arn, ciphertext);
    }

    /** The ARN of the key that AWS KMS used: the one asked for, as far as what it was asked for by says which that is. */
    String requireKey(@Nullable String answeredArn) {
        if (answeredArn == null
                || answeredArn.length() > MOST_KEY_ID_CHARACTERS
                || !KEY_ARN.matcher(answeredArn).matches()) {
            throw notAnswered("the ARN of the key");
        }
        if (!mayBe(answeredArn)) {
            throw new IncorrectKeyException("AWS KMS was asked for " + operation + " under " + key + " and used "
                    + answeredArn + ": check what answers at this endpoint; the result was dropped");
        }
        return answeredArn;
    }

    /** Which key an alias means, AWS KMS alone knows; but only one of the alias's own account and region. */
    private boolean mayBe(String answeredArn) {
        if (namesKeyByArn()) {
            return answeredArn.equals(key);
        }
        int alias = key.indexOf(":alias/");
        if (alias >= 0) {
            return answeredArn.startsWith(key.substring(0, alias) + ":key/");
        }
        return key.startsWith("alias/") || answeredArn.endsWith(":key/" + key);
    }

    KmsInternalException notAnswered(String what) {
        return new KmsInternalException(
                "AWS KMS answered " + operation + " under " + key + " without " + what
                        + ": check the endpoint and proxies on the way, what answers there is not AWS KMS",
                null);
    }
}

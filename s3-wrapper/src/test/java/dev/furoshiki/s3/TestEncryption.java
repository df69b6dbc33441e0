package dev.furoshiki.s3;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.s3.object.KeyScope;
import dev.furoshiki.s3.object.RecipientKey;
import dev.furoshiki.s3.object.Wrapping;
import dev.furoshiki.s3.translation.CopySizes;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.ObjectRules;
import java.util.List;
import java.util.function.BiFunction;

/** What a client encrypts with in tests that build none: under one key, nothing plaintext, in parts of any size. */
public final class TestEncryption {

    private TestEncryption() {}

    /** Bound to the bucket. */
    public static Encryption inParts(DataKeys keys, int partBytes) {
        return inParts(keys, partBytes, (bucket, key) -> EncryptionContext.of("bucket", bucket));
    }

    public static Encryption inParts(
            DataKeys keys, int partBytes, BiFunction<String, String, EncryptionContext> contexts) {
        Wrapping wrapping = new Wrapping(List.of(new RecipientKey(keys, "key")), KeyScope.OBJECT);
        return new Encryption(
                ObjectRules.of(wrapping, (bucket, key) -> false), contexts, partBytes, partBytes, CopySizes.OF_S3);
    }
}

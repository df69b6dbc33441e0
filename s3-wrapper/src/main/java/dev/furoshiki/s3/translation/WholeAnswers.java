package dev.furoshiki.s3.translation;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Whether an answer without a body of stored bytes came whole. The SDK's default HTTP client takes a head that was cut for a shorter one
 * without a body, and then a list is empty, and an upload complete that may not be. Stateless.
 */
final class WholeAnswers {

    private WholeAnswers() {}

    /**
     * @param sign what every whole answer of that kind has
     * @param consequence what is not known now, as a clause
     */
    static void require(@Nullable Object sign, String operation, String consequence) {
        if (sign == null) {
            throw SdkClientException.create(
                    "the answer to " + operation + " was cut on its way: " + consequence + "; try again");
        }
    }
}

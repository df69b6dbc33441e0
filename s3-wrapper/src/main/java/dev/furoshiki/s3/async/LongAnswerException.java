package dev.furoshiki.s3.async;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/** An answer is longer than what was asked for, or does not say how long it is. */
final class LongAnswerException extends SdkClientException {

    @Serial
    private static final long serialVersionUID = 1L;

    LongAnswerException(@Nullable Long length, int mostBytes) {
        super(SdkClientException.builder()
                .message("the server answered with " + (length == null ? "a body of unknown length" : length + " bytes")
                        + ", and at most " + mostBytes
                        + " were asked for; look at what stands between this client and the"
                        + " store, or use a synchronous client, which reads on"));
    }

    @Override
    public boolean retryable() {
        return false;
    }
}

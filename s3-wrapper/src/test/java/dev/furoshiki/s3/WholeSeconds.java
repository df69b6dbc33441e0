package dev.furoshiki.s3;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Takes a condition away that S3Proxy gets wrong: it tells whole seconds of when an object was stored, and compares the condition
 * with fractions of them, so that nobody goes on with a paused download. What a download is resumed by is compared before, with HEAD.
 */
final class WholeSeconds implements ExecutionInterceptor {

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.httpRequest().toBuilder()
                .removeHeader("If-Unmodified-Since")
                .build();
    }
}

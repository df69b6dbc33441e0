package dev.furoshiki.s3;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Takes If-Unmodified-Since away, which S3Proxy answers with 412 when it is the very time that it told, as {@link WholeSecondsTest} shows:
 * nobody could go on with a paused download there. What a download goes on with is compared before, with HEAD.
 */
final class WholeSeconds implements ExecutionInterceptor {

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.httpRequest().toBuilder()
                .removeHeader("If-Unmodified-Since")
                .build();
    }
}

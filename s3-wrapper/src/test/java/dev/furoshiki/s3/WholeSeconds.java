package dev.furoshiki.s3;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Takes If-Unmodified-Since away, with which S3Proxy answers 412 to every download that goes on after a pause; why was not found out
 * (it tells the time of an object in whole seconds, and may compare fractions). What a download goes on with is compared before, with
 * HEAD.
 */
final class WholeSeconds implements ExecutionInterceptor {

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        return context.httpRequest().toBuilder()
                .removeHeader("If-Unmodified-Since")
                .build();
    }
}

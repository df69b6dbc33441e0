package dev.furoshiki.s3.translation;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.http.HttpStatusCode;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The HTTP answer beneath an SDK response, which a caller can look at too. Stateless. */
final class RawResponses {

    static final String PARTS_COUNT = "x-amz-mp-parts-count";

    private static final List<String> OF_STORED_BYTES = List.of(
            "content-length",
            "content-range",
            "content-md5",
            "x-amz-checksum-",
            "x-amz-content-range",
            "x-amz-object-size",
            PARTS_COUNT,
            "x-amz-meta-furoshiki");

    private RawResponses() {}

    /** Takes out the headers that speak of stored bytes. */
    static void hideStoredLengths(SdkResponse.Builder response) {
        rewrite(response, Map.of());
    }

    /** Takes out the headers that speak of stored bytes, and puts in what is true of the plaintext. */
    static void rewrite(SdkResponse.Builder response, Map<String, String> ofPlaintext) {
        SdkHttpResponse http = response.sdkHttpResponse();
        if (http == null) {
            return;
        }
        SdkHttpResponse.Builder rewritten = http.toBuilder();
        for (String name : http.headers().keySet()) {
            if (isOfStoredBytes(name)) {
                rewritten.removeHeader(name);
            }
        }
        ofPlaintext.forEach(rewritten::putHeader);
        response.sdkHttpResponse(rewritten.build());
    }

    private static boolean isOfStoredBytes(String header) {
        for (String beginning : OF_STORED_BYTES) {
            if (header.regionMatches(true, 0, beginning, 0, beginning.length())) {
                return true;
            }
        }
        return false;
    }

    /** Says that the answer is all of an object, where it was asked for by ranges. */
    static void tellWhole(SdkResponse.Builder response) {
        SdkHttpResponse http = response.sdkHttpResponse();
        if (http != null && http.statusCode() == HttpStatusCode.PARTIAL_CONTENT) {
            response.sdkHttpResponse(http.toBuilder()
                    .statusCode(HttpStatusCode.OK)
                    .statusText("OK")
                    .build());
        }
    }
}

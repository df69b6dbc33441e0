package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.Envelopes;
import dev.furoshiki.s3.object.OpenObject;
import dev.furoshiki.s3.object.PlaintextFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** What a caller is told of the object that it gets. Stateless. */
final class GetAnswers {

    private GetAnswers() {}

    /**
     * @param plain what comes out; null for none
     * @param ranged whether that is a range of it, or a part
     * @param numbered whether it was asked for by the number of a part
     * @param length of the whole plaintext
     */
    static GetObjectResponse of(
            GetObjectResponse response,
            @Nullable Span plain,
            boolean ranged,
            boolean numbered,
            long length,
            OpenObject object) {
        GetObjectResponse.Builder answer = response.toBuilder();
        Map<String, String> headers = new LinkedHashMap<>();
        long contentLength = plain == null ? 0 : plain.length();
        headers.put("Content-Length", Long.toString(contentLength));
        answer.contentLength(contentLength);
        answer.contentRange(null);
        if (ranged && plain != null) {
            headers.put("Content-Range", plain.contentRange(length));
            answer.contentRange(plain.contentRange(length));
        }
        boolean isOfAll = !ranged || (numbered && PartNumber.isOnly(length));
        ChecksumMembers.replace(
                answer, isOfAll ? object.facts().map(PlaintextFacts::checksums).orElse(Map.of()) : Map.of());
        Integer parts = numbered ? PartNumber.told(GetTranslation.OPERATION, length) : null;
        if (parts != null) {
            headers.put(RawResponses.PARTS_COUNT, parts.toString());
        }
        answer.metadata(Envelopes.withoutEnvelope(response.metadata())).partsCount(parts);
        RawResponses.rewrite(answer, headers);
        if (!ranged) {
            RawResponses.tellWhole(answer);
        }
        return answer.build();
    }
}

package dev.furoshiki.audit;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One key operation, with AWS CloudTrail's field names. Holds names, sizes and encryption contexts; never plaintext, key
 * bytes or ciphertext.
 *
 * @param eventName the operation, such as {@code GenerateDataKey}
 * @param userIdentity who asked
 * @param sourceIpAddress where the request came from: an address, or the name of a service whose own it is, as CloudTrail has it; null
 *     where that is not recorded
 * @param userAgent by what program it was made; null where that is not recorded
 * @param requestParameters strings, numbers, booleans, and maps and lists of them
 * @param responseElements likewise; null for operations that only read, as CloudTrail has it
 * @param readOnly whether the operation leaves the key store as it was
 * @param keyArns the keys it concerned
 * @param errorCode AWS KMS's name of the error, or null when it succeeded
 */
public record AuditRecord(
        Instant eventTime,
        String eventSource,
        String eventName,
        Map<String, ?> userIdentity,
        @Nullable String sourceIpAddress,
        @Nullable String userAgent,
        Map<String, ?> requestParameters,
        @Nullable Map<String, ?> responseElements,
        UUID requestId,
        UUID eventId,
        boolean readOnly,
        List<String> keyArns,
        @Nullable String errorCode,
        @Nullable String errorMessage) {

    /** The record as one line of JSON, without its line break. */
    public String toJson() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("eventTime", DateTimeFormatter.ISO_INSTANT.format(eventTime));
        fields.put("eventSource", eventSource);
        fields.put("eventName", eventName);
        fields.put("userIdentity", userIdentity);
        if (sourceIpAddress != null) {
            fields.put("sourceIPAddress", sourceIpAddress);
        }
        if (userAgent != null) {
            fields.put("userAgent", userAgent);
        }
        if (errorCode != null) {
            fields.put("errorCode", errorCode);
            fields.put("errorMessage", errorMessage);
        }
        fields.put("requestParameters", requestParameters);
        fields.put("responseElements", responseElements);
        fields.put("requestID", requestId.toString());
        fields.put("eventID", eventId.toString());
        fields.put("readOnly", readOnly);
        fields.put("resources", keyArns.stream().map(AuditRecord::resource).toList());
        return JsonLine.of(fields);
    }

    private static Map<String, String> resource(String keyArn) {
        Map<String, String> resource = new LinkedHashMap<>();
        resource.put("ARN", keyArn);
        resource.put("type", "AWS::KMS::Key");
        return resource;
    }
}

package dev.furoshiki.audit;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the first line of each file says: docs/formats/audit-log-v1.md. Its previous hash is that of the last line of the
 * file before, so files follow each other as lines do.
 *
 * @param file counted from 1 in each chain
 * @param publicKey of the checkpoints, in hexadecimal
 */
record FileHeader(Instant begun, long file, String publicKey) {

    static final String EVENT = "AuditFile";

    private static final Pattern LINE = Pattern.compile("\\{\"eventTime\":\"([^\"]{1,40})\",\"eventSource\":\"audit\","
            + "\"eventName\":\"AuditFile\",\"serviceEventDetails\":"
            + "\\{\"format\":1,\"file\":([1-9][0-9]{0,17}),\"publicKey\":\"([0-9a-f]{64})\"\\},\"chainId\":.*\n");

    /** Its line has no more bytes than these. */
    static final int LONGEST = 1000;

    /** The line, without its last brace and its place in the chain. */
    String toJson() {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("format", 1);
        details.put("file", file);
        details.put("publicKey", publicKey);
        return event(begun, EVENT, details);
    }

    /** Empty when it is another line. */
    static Optional<FileHeader> parse(byte[] line) {
        if (line.length > LONGEST) {
            return Optional.empty();
        }
        Matcher found = LINE.matcher(new String(line, StandardCharsets.ISO_8859_1));
        if (!found.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new FileHeader(Instant.parse(found.group(1)), Long.parseLong(found.group(2)), found.group(3)));
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    byte[] publicKeyBytes() {
        return HexFormat.of().parseHex(publicKey);
    }

    /** A line that the log writes of itself, without its last brace, with CloudTrail's names of an event of a service. */
    static String event(Instant time, String name, Map<String, ? extends @Nullable Object> details) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("eventTime", DateTimeFormatter.ISO_INSTANT.format(time));
        fields.put("eventSource", "audit");
        fields.put("eventName", name);
        fields.put("serviceEventDetails", details);
        String json = JsonLine.of(fields);
        return json.substring(0, json.length() - 1);
    }
}

package dev.furoshiki.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the end of an answer among the bytes of a connection (RFC 9112, section 6). Not thread-safe. */
final class AnswerEnd {

    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

    private final boolean isWithoutBody;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final StringBuilder tail = new StringBuilder();
    private boolean isInBody;
    private boolean isChunked;
    private long left;
    private boolean isEnded;

    AnswerEnd(String method) {
        this.isWithoutBody = method.equals("HEAD");
    }

    boolean isEnded() {
        return isEnded;
    }

    void read(byte[] bytes, int length) {
        int from = 0;
        while (from < length && !isInBody && !isEnded) {
            head.write(bytes[from++]);
            if (bytes[from - 1] == '\n'
                    && head.toString(StandardCharsets.ISO_8859_1).endsWith(END_OF_HEAD)) {
                headRead(head.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT));
                head.reset();
            }
        }
        if (isInBody) {
            bodyRead(bytes, from, length);
        }
    }

    private void headRead(String text) {
        String status = text.substring(text.indexOf(' ') + 1, text.indexOf(' ') + 4);
        if (status.startsWith("1")) {
            return;
        }
        Matcher declared = LENGTH.matcher(text);
        isChunked = text.contains("\r\ntransfer-encoding: chunked");
        // Neither: it goes on until the connection ends.
        left = declared.find() ? Long.parseLong(declared.group(1)) : Long.MAX_VALUE;
        isEnded = isWithoutBody || status.equals("204") || status.equals("304") || left == 0;
        isInBody = !isEnded;
        tail.append("\r\n");
    }

    private void bodyRead(byte[] bytes, int from, int to) {
        if (isChunked) {
            int last = Math.max(from, to - LAST_CHUNK.length());
            tail.append(new String(bytes, last, to - last, StandardCharsets.ISO_8859_1));
            isEnded = tail.toString().endsWith(LAST_CHUNK);
            tail.delete(0, Math.max(0, tail.length() - LAST_CHUNK.length()));
        } else {
            left -= to - from;
            isEnded = left <= 0;
        }
    }
}

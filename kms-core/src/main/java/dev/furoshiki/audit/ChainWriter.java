package dev.furoshiki.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes JSON objects the next lines of a chain, and gathers them until they are written. Not thread-safe. */
final class ChainWriter {

    /** Why a checkpoint was signed. */
    enum Reason {
        RECORDS,
        INTERVAL,
        ROTATION,
        CLOSE
    }

    private final CheckpointSigner signer;
    private final Lines lines = new Lines();
    private AuditLink newest;
    private long unsigned;

    /** @param unsigned how many lines stand behind the newest checkpoint already */
    ChainWriter(CheckpointSigner signer, AuditLink newest, long unsigned) {
        this.signer = signer;
        this.newest = newest;
        this.unsigned = unsigned;
    }

    AuditLink newest() {
        return newest;
    }

    /** How many lines no checkpoint covers. */
    long unsigned() {
        return unsigned;
    }

    /** @param json in UTF-8, without its last brace */
    void add(byte[] json) {
        int start = lines.size();
        lines.writeBytes(json);
        lines.writeBytes(ChainedLine.endAfter(newest));
        link(start);
        unsigned++;
    }

    void addHeader(Instant time, long file) {
        String publicKey = HexFormat.of().formatHex(signer.publicKey());
        add(utf8(new FileHeader(time, file, publicKey).toJson()));
    }

    /** That the log was not closed when it was written last, and what was found. */
    void addResumption(Instant time, Resumption found) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("foundSequence", found.newest().sequence());
        details.put(
                "anchoredSequence",
                found.anchored() == null ? null : found.anchored().link().sequence());
        details.put("cutBytes", found.cutBytes());
        add(utf8(FileHeader.event(time, "AuditResumption", details)));
    }

    void addCheckpoint(Instant time, Reason reason) {
        int start = lines.size();
        String unsignedLine = FileHeader.event(time, "AuditCheckpoint", Map.of("reason", reason.name()))
                + ChainedLine.openEndAfter(newest);
        byte[] line = utf8(unsignedLine);
        byte[] signature = signer.sign(ChainedLine.signedPart(line, line.length));
        lines.writeBytes(line);
        lines.writeBytes(utf8(ChainedLine.signatureEnd(signature)));
        link(start);
        unsigned = 0;
    }

    /** Writes what was gathered. */
    void writeTo(LogFile file) throws IOException {
        if (lines.size() > 0) {
            file.append(lines.bytes(), lines.size());
            lines.reset();
        }
    }

    private void link(int start) {
        newest = new AuditLink(newest.chainId(), newest.sequence() + 1, lines.hashFrom(start));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Shows its buffer, so that lines are neither copied to be hashed nor to be written. */
    private static final class Lines extends ByteArrayOutputStream {

        byte[] bytes() {
            return buf;
        }

        String hashFrom(int start) {
            return ChainedLine.hash(buf, start, count - start);
        }
    }
}

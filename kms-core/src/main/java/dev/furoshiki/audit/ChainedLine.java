package dev.furoshiki.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The end of a line, where its place in the chain stands: docs/formats/audit-log-v1.md.
 *
 * @param signature of a checkpoint, in hexadecimal; null on every other line
 */
record ChainedLine(
        UUID chainId,
        long sequence,
        String previousHash,
        @Nullable String signature) {

    /*
     * Read from the end backwards and byte by byte, not as JSON: what is verified is bytes, and a JSON reader would let
     * pass what changes none of its values. A JSON string cannot hold this text, since its quotes would be escaped; nor can
     * an object within the line, since it does not end the line.
     */
    private static final Pattern END = Pattern.compile(
            ",\"chainId\":\"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\",\"sequence\":([1-9][0-9]{0,17}),"
                    + "\"previousHash\":\"([0-9a-f]{64})\"(?:,\"signature\":\"([0-9a-f]{128})\")?\\}\\z");

    private static final int LONGEST_END = 310;
    private static final int SIGNATURE_END = ",\"signature\":\"".length() + 128 + "\"}\n".length();
    private static final byte[] SIGNED_AS = "furoshiki audit log v1 checkpoint".getBytes(StandardCharsets.US_ASCII);

    /** The end that makes a JSON object, without its last brace, a line of the chain. */
    static byte[] endAfter(AuditLink previous) {
        return (openEndAfter(previous) + "}\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Likewise for a checkpoint: its signature is still to come. */
    static String openEndAfter(AuditLink previous) {
        return ",\"chainId\":\"" + previous.chainId() + "\",\"sequence\":" + (previous.sequence() + 1)
                + ",\"previousHash\":\"" + previous.hash() + "\"";
    }

    static String signatureEnd(byte[] signature) {
        return ",\"signature\":\"" + HexFormat.of().formatHex(signature) + "\"}\n";
    }

    /** Empty when the bytes, which end in a line break, are no line of a chain. */
    static Optional<ChainedLine> parse(byte[] line) {
        if (line.length < 2 || line[0] != '{' || line[line.length - 1] != '\n') {
            return Optional.empty();
        }
        int start = Math.max(0, line.length - 1 - LONGEST_END);
        String end = new String(line, start, line.length - 1 - start, StandardCharsets.ISO_8859_1);
        Matcher found = END.matcher(end);
        return found.find()
                ? Optional.of(new ChainedLine(
                        UUID.fromString(found.group(1)),
                        Long.parseLong(found.group(2)),
                        found.group(3),
                        found.group(4)))
                : Optional.empty();
    }

    /** What a checkpoint's signature covers: all of the line that stands before it. */
    static byte[] signedPart(byte[] line, int length) {
        byte[] signed = Arrays.copyOf(SIGNED_AS, SIGNED_AS.length + length);
        System.arraycopy(line, 0, signed, SIGNED_AS.length, length);
        return signed;
    }

    boolean isCheckpoint() {
        return signature != null;
    }

    /** Whether the line, whose end this is, is a checkpoint that the key signed. */
    boolean isSignedBy(byte[] publicKey, byte[] line) {
        return signature != null
                && Ed25519Key.verifies(
                        publicKey,
                        signedPart(line, line.length - SIGNATURE_END),
                        HexFormat.of().parseHex(signature));
    }

    /** Whether it says of itself that it follows the link. */
    boolean follows(AuditLink link) {
        return chainId.equals(link.chainId()) && sequence == link.sequence() + 1 && previousHash.equals(link.hash());
    }

    /** The line as a link. */
    AuditLink link(byte[] line) {
        return new AuditLink(chainId, sequence, hash(line));
    }

    static String hash(byte[] line) {
        return hash(line, 0, line.length);
    }

    static String hash(byte[] bytes, int offset, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, offset, length);
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}

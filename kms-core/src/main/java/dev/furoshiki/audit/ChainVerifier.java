package dev.furoshiki.audit;

import dev.furoshiki.audit.AuditFinding.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows a chain line by line through its files. After a line that does not follow it goes on from that line, so that what
 * else was changed is found too. Not thread-safe.
 */
final class ChainVerifier {

    private static final int MOST_FINDINGS = 100;

    private static final Pattern RESUMPTION = Pattern.compile(
            "\\{\"eventTime\":\"[^\"]{1,40}\",\"eventSource\":\"audit\",\"eventName\":\"AuditResumption\","
                    + "\"serviceEventDetails\":\\{\"foundSequence\":([0-9]+),\"anchoredSequence\":([0-9]+|null),"
                    + "\"cutBytes\":([0-9]+)\\},\"chainId\":.*\n");

    private static final int LONGEST_RESUMPTION = 1000;

    private final AuditSeries series;
    private final @Nullable AuditMark from;
    private final Set<Long> expected = new HashSet<>();
    private final Map<Long, String> hashes = new HashMap<>();
    private final Map<Long, Place> places = new HashMap<>();
    private final List<AuditFinding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable String publicKey;
    private @Nullable AuditLink newest;
    private @Nullable Place last;
    private boolean isLastMalformed;
    private long lastFile;
    private long lines;
    private long signedSequence;
    private boolean endsInFragment;

    /**
     * @param publicKey in hexadecimal; null takes the one that the first header names
     * @param from the line behind which the log may begin; null when it has to be whole
     */
    ChainVerifier(AuditSeries series, @Nullable String publicKey, @Nullable AuditMark from) {
        this.series = series;
        this.publicKey = publicKey;
        this.from = from;
        if (from != null) {
            hashes.put(from.sequence(), from.hash());
        }
    }

    /** Has the record's hash and place remembered, and the next one's. */
    void expect(long sequence) {
        expected.add(sequence);
        expected.add(sequence + 1);
    }

    void read(Path file, LineReader reader, boolean isLastFile) throws IOException {
        long line = 0;
        byte[] bytes = reader.next();
        while (bytes != null) {
            line++;
            Place place = new Place(file, line);
            if (LineReader.isWhole(bytes)) {
                accept(place, bytes);
            } else if (isLastFile && reader.isAtEnd()) {
                endsInFragment = true;
                notes.add(place + ": a line without an end, of " + bytes.length
                        + " bytes: a crash leaves such, or somebody cut a record");
            } else {
                find(Kind.MALFORMED, place, next(), "this line has no end");
            }
            bytes = reader.next();
        }
        if (line == 0 && !isLastFile) {
            find(Kind.MISSING, new Place(file, 0), next(), "the file is empty");
        }
    }

    List<AuditFinding> findings() {
        return findings;
    }

    List<String> notes() {
        return notes;
    }

    long lines() {
        return lines;
    }

    /** Null when there was no line of a chain. */
    @Nullable
    AuditLink newest() {
        return newest;
    }

    /** The newest record that a checkpoint covers. */
    long signedSequence() {
        return signedSequence;
    }

    boolean endsInFragment() {
        return endsInFragment;
    }

    @Nullable
    String publicKey() {
        return publicKey;
    }

    /** The hash of a record that was expected; null when it did not come. */
    @Nullable
    String hash(long sequence) {
        return hashes.get(sequence);
    }

    /** Where a record that was expected stands, else where the log ends; null when there is no line. */
    @Nullable
    Place place(long sequence) {
        return places.getOrDefault(sequence, last);
    }

    private void accept(Place place, byte[] bytes) {
        lines++;
        ChainedLine line = ChainedLine.parse(bytes).orElse(null);
        if (line == null) {
            find(Kind.MALFORMED, place, next(), "this is no line of an audit log of version 1");
            AuditLink before = newest;
            if (before != null) {
                newest = new AuditLink(before.chainId(), before.sequence() + 1, ChainedLine.hash(bytes));
            }
        } else {
            follow(place, line);
            AuditLink link = line.link(bytes);
            newest = link;
            header(place, link, bytes);
            checkpoint(place, line, bytes);
            resumption(place, bytes);
            if (expected.contains(link.sequence())) {
                hashes.put(link.sequence(), link.hash());
                places.put(link.sequence(), place);
            }
        }
        isLastMalformed = line == null;
        last = place;
    }

    private void follow(Place place, ChainedLine line) {
        AuditLink before = newest;
        long sequence = line.sequence();
        if (before == null) {
            begin(place, line);
        } else if (!line.chainId().equals(before.chainId())) {
            find(
                    Kind.OTHER_CHAIN,
                    place,
                    sequence,
                    "the record is of the chain " + line.chainId() + ", the one before of " + before.chainId());
        } else if (sequence <= before.sequence()) {
            find(
                    Kind.OUT_OF_ORDER,
                    place,
                    sequence,
                    "record " + sequence + " stands behind record " + before.sequence());
        } else if (sequence > before.sequence() + 1) {
            find(
                    Kind.MISSING,
                    place,
                    before.sequence() + 1,
                    "record " + sequence + " stands behind record " + before.sequence()
                            + ": what was between is missing");
        } else if (!line.previousHash().equals(before.hash()) && !isLastMalformed) {
            find(
                    Kind.CHANGED,
                    last == null ? place : last,
                    before.sequence(),
                    "record " + before.sequence() + " was changed, or record " + sequence
                            + " is not the one that followed it");
        }
    }

    private void begin(Place place, ChainedLine line) {
        AuditMark before = from;
        boolean isWhole = line.sequence() == 1 && line.previousHash().equals(AuditLink.NO_HASH);
        boolean isContinued = before != null
                && line.sequence() == before.sequence() + 1
                && line.previousHash().equals(before.hash());
        if (!isWhole && !isContinued) {
            find(
                    Kind.MISSING,
                    place,
                    line.sequence(),
                    "the log begins with record " + line.sequence() + ", which does not follow "
                            + (before == null ? "the beginning of a chain" : "record " + before.sequence())
                            + "; where older files are kept elsewhere, verify them, and say with --from where they end");
        }
    }

    private void header(Place place, AuditLink link, byte[] bytes) {
        FileHeader header = FileHeader.parse(bytes).orElse(null);
        if (header == null || place.line() != 1) {
            if (header != null || place.line() == 1) {
                find(
                        Kind.HEADER,
                        place,
                        link.sequence(),
                        header == null ? "the file does not begin with a header" : "a header is within a file");
            }
            return;
        }
        OptionalLong named = series.number(place.file());
        if (named.isPresent() && named.getAsLong() != header.file()) {
            find(Kind.HEADER, place, link.sequence(), "this is file " + header.file() + " under another's name");
        } else if (lastFile > 0 && header.file() != lastFile + 1) {
            find(Kind.HEADER, place, link.sequence(), "this is file " + header.file() + ", behind file " + lastFile);
        }
        lastFile = header.file();
        if (publicKey == null) {
            publicKey = header.publicKey();
            notes.add("no public key was given: the checkpoints are held against the one that the log names, "
                    + header.publicKey() + ", which proves nothing about who wrote it");
        } else if (!publicKey.equals(header.publicKey())) {
            find(Kind.HEADER, place, link.sequence(), "the file names another public key, " + header.publicKey());
        }
    }

    private void checkpoint(Place place, ChainedLine line, byte[] bytes) {
        if (!line.isCheckpoint()) {
            return;
        }
        if (publicKey != null && line.isSignedBy(HexFormat.of().parseHex(publicKey), bytes)) {
            signedSequence = line.sequence();
        } else {
            find(Kind.SIGNATURE, place, line.sequence(), "the checkpoint's signature is not by the log's key");
        }
    }

    private void resumption(Place place, byte[] bytes) {
        if (bytes.length > LONGEST_RESUMPTION) {
            return;
        }
        Matcher found = RESUMPTION.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (found.matches()) {
            notes.add(place + ": the log had not been closed: it was opened again behind record " + found.group(1)
                    + ", while the key store knew of record " + found.group(2) + "; " + found.group(3)
                    + " bytes of a line without an end were cut");
        }
    }

    /** The record that should come. */
    private long next() {
        return newest == null ? 1 : newest.sequence() + 1;
    }

    private void find(Kind kind, Place place, long sequence, String what) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(new AuditFinding(kind, place.file(), place.line(), sequence, what));
        }
    }

    /** @param line counted from 1; 0 for the file as a whole */
    record Place(Path file, long line) {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }
}

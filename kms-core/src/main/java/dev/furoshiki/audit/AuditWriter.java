package dev.furoshiki.audit;

import dev.furoshiki.audit.AuditAnchor.Anchored;
import dev.furoshiki.audit.ChainWriter.Reason;
import dev.furoshiki.audit.LogFile.Syncing;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of a log: lines in order, checkpoints, files that follow each other, and the anchor behind them. One
 * thread uses it, but for {@link #newest()}.
 */
final class AuditWriter implements AutoCloseable {

    private final AuditSeries series;
    private final AuditPolicy policy;
    private final InstantSource clock;
    private final Syncing syncing;
    private final Resumption resumption;
    private final ChainWriter chain;
    private final @Nullable AnchorThread anchor;
    // Null until the first record, where no file was.
    private @Nullable LogFile file;
    private long fileNumber;
    private Instant fileBegun;
    private boolean began;
    private long unsignedSinceNanos;
    private volatile AuditLink newest;

    private AuditWriter(
            AuditSeries series,
            CheckpointSigner signer,
            @Nullable AnchorThread anchor,
            AuditPolicy policy,
            InstantSource clock,
            Syncing syncing,
            Resumption resumption,
            @Nullable LogFile file) {
        this.series = series;
        this.policy = policy;
        this.clock = clock;
        this.syncing = syncing;
        this.anchor = anchor;
        this.resumption = resumption;
        this.chain = new ChainWriter(signer, resumption.newest(), resumption.unsigned());
        this.newest = resumption.newest();
        this.file = file;
        this.fileNumber = resumption.file();
        this.fileBegun = Objects.requireNonNullElseGet(resumption.begun(), clock::instant);
    }

    static AuditWriter open(
            AuditSeries series,
            CheckpointSigner signer,
            @Nullable AuditAnchor anchor,
            AuditPolicy policy,
            InstantSource clock,
            Syncing syncing)
            throws IOException {
        List<Anchored> known = anchor == null ? null : anchor.anchored();
        Resumption resumption = Resumption.of(series, HexFormat.of().formatHex(signer.publicKey()), known);
        AnchorThread thread = anchor == null
                ? null
                : new AnchorThread(anchor, policy.anchorInterval().toNanos());
        return new AuditWriter(series, signer, thread, policy, clock, syncing, resumption, present(series, syncing));
    }

    /** Null where there is none, and it can be made. */
    private static @Nullable LogFile present(AuditSeries series, Syncing syncing) throws IOException {
        if (Files.exists(series.current())) {
            return LogFile.open(series.current(), syncing);
        }
        if (!Files.isWritable(series.folder())) {
            throw new IOException("there is no folder " + series.folder() + " that may be written to");
        }
        return null;
    }

    /** The newest line that is on the disk. Thread-safe. */
    AuditLink newest() {
        return newest;
    }

    /** Whether lines may be in the file, or on their way to it. */
    boolean hasBegun() {
        return began;
    }

    /** How long a checkpoint may still wait; for ever where every line is covered by one. */
    long nanosToCheckpoint() {
        return began && chain.unsigned() > 0
                ? Math.max(0, policy.checkpointInterval().toNanos() - (System.nanoTime() - unsignedSinceNanos))
                : Long.MAX_VALUE;
    }

    /**
     * Writes records, and a checkpoint where one is due. When it returns they may be acknowledged.
     *
     * @param records JSON in UTF-8, without the last brace
     */
    void write(List<byte[]> records) throws IOException {
        Instant now = clock.instant();
        if (!records.isEmpty()) {
            boolean isNew = begin(now);
            if (!isNew && isFull(now)) {
                beginNextFile(now);
            }
            if (chain.unsigned() == 0) {
                unsignedSinceNanos = System.nanoTime();
            }
            records.forEach(chain::add);
        }
        if (chain.unsigned() >= policy.checkpointRecords()) {
            chain.addCheckpoint(now, Reason.RECORDS);
        } else if (nanosToCheckpoint() == 0) {
            chain.addCheckpoint(now, Reason.INTERVAL);
        }
        if (!began || chain.newest().equals(newest)) {
            return;
        }
        chain.writeTo(file());
        newest = chain.newest();
        if (anchor != null) {
            anchor.advance(newest);
            anchor.requireRecent(newest);
        }
    }

    /** Signs what is not signed yet, and says that nothing will follow. */
    void end() throws IOException {
        if (!began) {
            return;
        }
        if (chain.unsigned() > 0) {
            chain.addCheckpoint(clock.instant(), Reason.CLOSE);
        }
        chain.writeTo(file());
        newest = chain.newest();
        if (anchor != null) {
            anchor.close(newest);
        }
    }

    @Override
    public void close() throws IOException {
        LogFile open = file;
        try (open) {
            if (anchor != null) {
                anchor.close();
            }
        }
    }

    /**
     * What comes before the first record, and only then, so that who opens a log and writes nothing leaves it as it was.
     *
     * @return whether the file was made just now, so that nothing but its first line is in it
     */
    private boolean begin(Instant now) throws IOException {
        if (began) {
            return false;
        }
        if (anchor != null) {
            anchor.open(resumption.newest());
        }
        began = true;
        unsignedSinceNanos = System.nanoTime();
        if (resumption.begun() == null) {
            fileBegun = now;
            chain.addHeader(now, fileNumber);
        }
        LogFile present = file;
        if (present == null) {
            file = LogFile.create(series.current(), chain, syncing);
        } else {
            present.cutTo(resumption.endBytes());
        }
        if (!resumption.isCertain()) {
            chain.addResumption(now, resumption);
        }
        return present == null;
    }

    private LogFile file() {
        return Objects.requireNonNull(file, "a log that has begun has a file");
    }

    private boolean isFull(Instant now) {
        return file().sizeBytes() >= policy.maxFileBytes()
                || Duration.between(fileBegun, now).compareTo(policy.maxFileAge()) >= 0;
    }

    private void beginNextFile(Instant now) throws IOException {
        if (chain.unsigned() > 0) {
            chain.addCheckpoint(now, Reason.ROTATION);
        }
        chain.writeTo(file());
        newest = chain.newest();
        file().archiveAs(series.archived(fileNumber));
        fileNumber++;
        fileBegun = now;
        chain.addHeader(now, fileNumber);
        file = LogFile.create(series.current(), chain, syncing);
    }
}

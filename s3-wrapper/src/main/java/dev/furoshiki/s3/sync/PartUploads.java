package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.exception.S3EncryptionException;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.stream.HeldBuffers;
import dev.furoshiki.s3.translation.PutTranslation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * The parts of one upload that are on their way, and the buffers they are in, which are filled again when their part has arrived. For
 * the thread that seals them.
 */
final class PartUploads implements AutoCloseable {

    private static final String OCTET_STREAM = "application/octet-stream";

    private final S3Client s3;
    private final PutTranslation put;
    private final SyncBuffers shared;
    private final HeldBuffers held;
    private final List<byte[]> buffers = new ArrayList<>();
    private final Deque<byte[]> free = new ArrayDeque<>();
    private final List<Part> underWay = new ArrayList<>();
    private final BlockingQueue<Part> ended = new LinkedBlockingQueue<>();
    private final SortedMap<Integer, CompletedPart> completed = new TreeMap<>();

    /** Whether parts are sent by this thread only: from the beginning, or since one was not to be sent beside others. */
    private boolean isAlone;

    private static final class Part {
        private final byte[] buffer;
        private final Callable<CompletedPart> upload;
        private final boolean isAlone;
        private final PooledTask<CompletedPart> sending;

        Part(byte[] buffer, Callable<CompletedPart> upload, boolean isAlone) {
            this.buffer = buffer;
            this.upload = upload;
            this.isAlone = isAlone;
            this.sending = new PooledTask<>(upload);
        }
    }

    /** @param first the buffer of the first part, which is this one's from now on */
    PartUploads(S3Client s3, PutTranslation put, SyncBuffers shared, byte[] first) {
        this.s3 = s3;
        this.put = put;
        this.shared = shared;
        this.isAlone = shared.isSerial();
        this.held = new HeldBuffers(shared.budget(), shared.isSerial() ? 1 : shared.inFlight() + 1);
        held.tryTake(shared.parts().partsIn(first.length));
        buffers.add(first);
    }

    /**
     * A buffer for the next part, as soon as there is one.
     *
     * @throws RuntimeException what a part ended with
     */
    byte[] buffer(int segments) {
        takeEnded();
        int size = segments * ObjectLayout.STORED_SEGMENT_BYTES;
        byte[] buffer = free(size);
        while (buffer == null && !held.tryTake(shared.parts().partsIn(size))) {
            awaitOne();
            buffer = free(size);
        }
        if (buffer == null) {
            buffer = shared.parts().take(size);
            buffers.add(buffer);
        }
        return buffer;
    }

    /** Parts grow now and then: what is too small is given back. */
    private byte @Nullable [] free(int size) {
        byte[] buffer = free.poll();
        while (buffer != null && buffer.length < size) {
            buffers.remove(buffer);
            held.give(shared.parts().partsIn(buffer.length));
            shared.parts().give(buffer);
            buffer = free.poll();
        }
        return buffer;
    }

    /**
     * Sends a part, as soon as it may be on its way beside the others.
     *
     * @param buffer is free again when the part has arrived
     * @throws RuntimeException what another part ended with
     */
    void send(String uploadId, int number, byte[] buffer, int length) {
        takeEnded();
        while (underWay.size() >= shared.inFlight()) {
            awaitOne();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw AbortedException.create("interrupted while " + put.name() + " was put");
        }
        send(buffer, () -> upload(uploadId, number, buffer, length));
    }

    private void send(byte[] buffer, Callable<CompletedPart> upload) {
        Part part = new Part(buffer, upload, isAlone);
        part.sending.atEnd((uploaded, thrown) -> ended.add(part));
        underWay.add(part);
        if (!isAlone) {
            part.sending.offer(shared.executor());
        }
    }

    private CompletedPart upload(String uploadId, int number, byte[] buffer, int length) {
        return PutTranslation.completed(
                number,
                s3.uploadPart(put.part(uploadId, number, length), ObjectPut.replayable(buffer, length, OCTET_STREAM)));
    }

    /**
     * All parts, in order, when all have arrived.
     *
     * @throws RuntimeException what one of them ended with
     */
    List<CompletedPart> all() {
        for (Part part : List.copyOf(underWay)) {
            takeEnded();
            if (!isAlone) {
                part.sending.runHere();
            }
        }
        while (!underWay.isEmpty()) {
            awaitOne();
        }
        return List.copyOf(completed.values());
    }

    private void takeEnded() {
        for (Part part = ended.poll(); part != null; part = ended.poll()) {
            settle(part);
        }
    }

    /** Does it here where no part is on its way yet: else one of them ends by itself, and this thread can go on sealing. */
    private void awaitOne() {
        if (underWay.stream().noneMatch(part -> part.sending.isBegun())) {
            underWay.get(0).sending.runHere();
        }
        try {
            settle(ended.take());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted while " + put.name() + " was put", e);
        }
    }

    private void settle(Part part) {
        underWay.remove(part);
        try {
            CompletedPart uploaded = part.sending.await();
            completed.put(uploaded.partNumber(), uploaded);
            free.add(part.buffer);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing is waited for", e);
        } catch (ExecutionException e) {
            if (!isWorthAnother(part, e.getCause())) {
                throw unchecked(e.getCause());
            }
            isAlone = true;
            underWay.forEach(other -> other.sending.withdraw());
            send(part.buffer, part.upload);
        }
    }

    /** Beside others it may have waited too long for a connection, or have lost its thread: alone it needs nobody's. */
    private static boolean isWorthAnother(Part part, @Nullable Throwable thrown) {
        return !part.isAlone
                && thrown instanceof SdkClientException
                && !(thrown instanceof S3EncryptionException)
                && !Thread.currentThread().isInterrupted();
    }

    private static RuntimeException unchecked(@Nullable Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown);
    }

    /**
     * Ends what is on its way, and waits until nothing is: a part that arrived behind the upload's abortion would be kept and paid for.
     */
    void cancel() {
        underWay.forEach(part -> part.sending.cancel());
        boolean interrupted = false;
        while (!underWay.isEmpty()) {
            try {
                underWay.remove(ended.take());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        cancel();
        buffers.forEach(shared.parts()::give);
        // They are others' now, whoever keeps this one.
        buffers.clear();
        free.clear();
        held.giveAll();
    }
}

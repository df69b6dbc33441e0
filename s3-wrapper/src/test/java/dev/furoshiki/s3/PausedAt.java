package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.transfer.s3.model.FileDownload;
import software.amazon.awssdk.transfer.s3.model.ResumableFileDownload;
import software.amazon.awssdk.transfer.s3.progress.TransferListener;

/** Holds a download up when it has come so far, until it was paused. For one. */
final class PausedAt implements TransferListener {

    private final long bytes;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch isPaused = new CountDownLatch(1);

    PausedAt(long bytes) {
        this.bytes = bytes;
    }

    @Override
    public void bytesTransferred(TransferListener.Context.BytesTransferred context) {
        if (context.progressSnapshot().transferredBytes() >= bytes) {
            reached.countDown();
            try {
                isPaused.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    ResumableFileDownload pause(FileDownload download) throws InterruptedException {
        assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
        try {
            return download.pause();
        } finally {
            isPaused.countDown();
        }
    }
}

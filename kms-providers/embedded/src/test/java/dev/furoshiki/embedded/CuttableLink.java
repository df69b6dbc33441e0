package dev.furoshiki.embedded;

import dev.furoshiki.testing.servers.LoopbackRelay;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A way to a server that a test can cut, also just before or behind a commit. */
final class CuttableLink implements AutoCloseable {

    /** What becomes of a connection over which a change is committed. */
    enum AtCommit {
        GOES_THROUGH,
        IS_LOST,
        ANSWER_IS_LOST
    }

    private final LoopbackRelay relay;
    private volatile boolean isCut;
    private volatile boolean isSilent;
    private volatile AtCommit atCommit = AtCommit.GOES_THROUGH;
    private volatile Runnable meanwhile = () -> {};

    CuttableLink(int serverPort) {
        this.relay = LoopbackRelay.to(serverPort, this::connect);
    }

    int port() {
        return relay.port();
    }

    /** Ends every connection, and refuses new ones. */
    void cut() {
        isCut = true;
        relay.cut();
    }

    /** Lets nothing through any more, without ending anything. */
    void silence() {
        isSilent = true;
    }

    void restore() {
        isCut = false;
        isSilent = false;
        atCommit = AtCommit.GOES_THROUGH;
        relay.cut();
    }

    /** What becomes of the next commit of a change. */
    void atCommit(AtCommit what) {
        atCommit(what, () -> {});
    }

    /** @param meanwhile is done before the process hears of it */
    void atCommit(AtCommit what, Runnable meanwhile) {
        this.meanwhile = meanwhile;
        atCommit = what;
    }

    @Override
    public void close() {
        isCut = true;
        relay.close();
    }

    private void connect(Socket client, Socket server) {
        if (isCut) {
            close(client);
            close(server);
            return;
        }
        AtomicReference<@Nullable CountDownLatch> lost = new AtomicReference<>();
        LoopbackRelay.start("cuttable link", () -> ask(client, server, lost));
        LoopbackRelay.start("cuttable link", () -> answer(server, client, lost));
    }

    /** @param lost set when the next answer is to be: then counted down when it would have come */
    private void ask(Socket from, Socket to, AtomicReference<@Nullable CountDownLatch> lost) {
        byte[] buffer = new byte[65536];
        boolean changes = false;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitSpeech();
                String said = new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
                changes |= said.contains("pg_current_xact_id");
                if (changes && said.contains("COMMIT") && atCommit != AtCommit.GOES_THROUGH) {
                    if (atCommit == AtCommit.ANSWER_IS_LOST) {
                        CountDownLatch answered = new CountDownLatch(1);
                        lost.set(answered);
                        out.write(buffer, 0, read);
                        out.flush();
                        answered.await();
                    }
                    atCommit = AtCommit.GOES_THROUGH;
                    meanwhile.run();
                    return;
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException | InterruptedException ended) {
            // So does this.
        }
    }

    private void answer(Socket from, Socket to, AtomicReference<@Nullable CountDownLatch> lost) {
        byte[] buffer = new byte[65536];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitSpeech();
                CountDownLatch answered = lost.get();
                if (answered == null) {
                    out.write(buffer, 0, read);
                    out.flush();
                } else {
                    answered.countDown();
                }
            }
        } catch (IOException | InterruptedException ended) {
            // So does this.
        }
    }

    private void awaitSpeech() throws InterruptedException {
        while (isSilent) {
            Thread.sleep(5);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException already) {
            // Closed.
        }
    }
}

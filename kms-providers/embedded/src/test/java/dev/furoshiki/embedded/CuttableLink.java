package dev.furoshiki.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    private final ServerSocket here;
    private final int serverPort;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private volatile boolean isCut;
    private volatile boolean isSilent;
    private volatile AtCommit atCommit = AtCommit.GOES_THROUGH;
    private volatile Runnable meanwhile = () -> {};

    CuttableLink(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return here.getLocalPort();
    }

    /** Ends every connection, and refuses new ones. */
    void cut() {
        isCut = true;
        open.forEach(CuttableLink::close);
    }

    /** Lets nothing through any more, without ending anything. */
    void silence() {
        isSilent = true;
    }

    void restore() {
        isCut = false;
        isSilent = false;
        atCommit = AtCommit.GOES_THROUGH;
        open.forEach(CuttableLink::close);
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
    public void close() throws IOException {
        cut();
        here.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = here.accept();
                if (isCut) {
                    client.close();
                } else {
                    connect(client);
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        } catch (ConnectException down) {
            client.close();
            return;
        }
        open.add(client);
        open.add(server);
        AtomicReference<@Nullable CountDownLatch> lost = new AtomicReference<>();
        start(() -> ask(client, server, lost));
        start(() -> answer(server, client, lost));
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

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cuttable link");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException already) {
            // Closed.
        }
    }
}

package dev.furoshiki.s3;

import dev.furoshiki.s3.NetworkFault.Kind;
import dev.furoshiki.testing.servers.LoopbackRelay;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One connection through a {@link FaultProxy}: one thread carries requests to the server, another brings the answers, unchanged but for
 * the fault of each exchange. What a client has sent whole is answered before the connection to the server ends, also when the client
 * has gone, so that a test knows when the server is done.
 */
final class FaultyConnection {

    private static final int BUFFER_BYTES = 65_536;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    private volatile @Nullable Exchange current;
    private volatile boolean isClientGone;

    FaultyConnection(FaultProxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
    }

    void begin() throws IOException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        LoopbackRelay.start("faulty requests", this::ask);
        LoopbackRelay.start("faulty answers", this::answer);
    }

    private void ask() {
        try {
            InputStream in = new BufferedInputStream(client.getInputStream(), BUFFER_BYTES);
            byte[] head = readHead(in);
            while (head != null) {
                Exchange exchange = proxy.begin(head);
                current = exchange;
                carry(exchange, in);
                head = isClientGone ? null : readHead(in);
            }
        } catch (IOException | InterruptedException gone) {
            // The server hears of it below.
        } finally {
            leave();
        }
    }

    /** To its empty line; null where no request follows. */
    private static byte @Nullable [] readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.write(next);
            matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toByteArray();
    }

    private void carry(Exchange exchange, InputStream in) throws IOException, InterruptedException {
        NetworkFault fault = exchange.fault();
        OutputStream out = server.getOutputStream();
        if (fault != null && fault.kind() == Kind.REFUSED) {
            refuse(exchange, fault, in);
        } else if (fault != null && fault.kind() == Kind.LATE) {
            byte[] body = readAll(exchange, in);
            proxy.strike(exchange);
            cutClient(fault.isHard());
            Thread.sleep(fault.millis());
            out.write(exchange.head());
            out.write(body);
        } else {
            long until = Long.MAX_VALUE;
            if (fault != null && (fault.kind() == Kind.REQUEST_CUT || fault.kind() == Kind.REQUEST_STALLED)) {
                until = fault.inRequest(exchange.head().length, exchange.bodyBytes());
            }
            long sent = send(exchange, exchange.head(), exchange.head().length, 0, until);
            byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, exchange.bodyBytes())];
            long left = exchange.bodyBytes();
            while (left > 0 && !isClientGone) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("the client ended within a request");
                }
                left -= read;
                sent = send(exchange, buffer, read, sent, until);
            }
        }
    }

    /** @return how many bytes of the request were sent, these included */
    private long send(Exchange exchange, byte[] bytes, int length, long before, long until)
            throws IOException, InterruptedException {
        OutputStream out = server.getOutputStream();
        NetworkFault fault = exchange.fault();
        if (fault == null || until < before || until > before + length) {
            write(out, bytes, 0, length, exchange);
            return before + length;
        }
        out.write(bytes, 0, (int) (until - before));
        proxy.strike(exchange);
        if (fault.kind() == Kind.REQUEST_CUT) {
            cutClient(fault.isHard());
            return until;
        }
        Thread.sleep(fault.millis());
        out.write(bytes, (int) (until - before), (int) (before + length - until));
        return before + length;
    }

    private byte[] readAll(Exchange exchange, InputStream in) throws IOException {
        if (exchange.expectsContinue()) {
            client.getOutputStream().write(CONTINUE);
        }
        byte[] body = in.readNBytes((int) exchange.bodyBytes());
        if (body.length < exchange.bodyBytes()) {
            throw new EOFException("the client ended within a request");
        }
        return body;
    }

    private void refuse(Exchange exchange, NetworkFault fault, InputStream in) throws IOException {
        if (!fault.isHard()) {
            readAll(exchange, in);
        }
        String body = "<Error><Code>" + (fault.status() == 500 ? "InternalError" : "SlowDown")
                + "</Code><Message>by the test</Message></Error>";
        String answer = "HTTP/1.1 " + fault.status()
                + " by the test\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
                + "\r\nConnection: " + (fault.isHard() ? "close" : "keep-alive") + "\r\n\r\n" + body;
        proxy.strike(exchange);
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        proxy.end(exchange, false);
        if (fault.isHard()) {
            cutClient(false);
        }
    }

    private void answer() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (client;
                server) {
            InputStream in = server.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                Exchange exchange = current;
                if (exchange == null) {
                    throw new IOException("an answer to nothing");
                }
                deliver(exchange, buffer, read);
                if (exchange.isAnswered()) {
                    proxy.end(exchange, !isClientGone);
                }
            }
        } catch (IOException | InterruptedException gone) {
            // So is this.
        } finally {
            Exchange exchange = current;
            if (exchange != null) {
                proxy.end(exchange, false);
            }
        }
    }

    private void deliver(Exchange exchange, byte[] bytes, int length) throws IOException, InterruptedException {
        long before = exchange.answered(bytes, length);
        if (isClientGone) {
            return;
        }
        int first = 0;
        NetworkFault fault = exchange.fault();
        if (fault != null) {
            first = afflict(exchange, fault, bytes, length, before);
        }
        if (isClientGone) {
            return;
        }
        try {
            write(client.getOutputStream(), bytes, first, length - first, exchange);
        } catch (IOException gone) {
            cutClient(false);
        }
    }

    /** @return how many of the bytes are done with */
    private int afflict(Exchange exchange, NetworkFault fault, byte[] bytes, int length, long before)
            throws IOException, InterruptedException {
        boolean isCut = fault.kind() == Kind.ANSWER_CUT || fault.kind() == Kind.ANSWER_LOST;
        // Apache's HTTP client takes a head that was cut for a shorter one: where no body follows, nobody can tell.
        long at = fault.kind() == Kind.ANSWER_LOST || exchange.isHead() ? 0 : fault.inAnswer();
        if ((!isCut && fault.kind() != Kind.ANSWER_STALLED) || exchange.isStruck()) {
            return 0;
        } else if (fault.kind() == Kind.ANSWER_LOST && isContinue(bytes, length)) {
            return 0;
        }
        if (isCut && exchange.isAnswered()) {
            // Within the answer, however short it is.
            at = Math.min(at, before + length - 1);
        }
        if (at < before || at > before + length) {
            return 0;
        }
        int passing = (int) (at - before);
        try {
            client.getOutputStream().write(bytes, 0, passing);
        } catch (IOException gone) {
            isClientGone = true;
        }
        proxy.strike(exchange);
        if (isCut || isClientGone) {
            cutClient(fault.isHard());
        } else {
            Thread.sleep(fault.millis());
        }
        return passing;
    }

    private static boolean isContinue(byte[] bytes, int length) {
        return new String(bytes, 0, Math.min(length, CONTINUE.length), StandardCharsets.US_ASCII)
                .startsWith("HTTP/1.1 100");
    }

    private void write(OutputStream out, byte[] bytes, int from, int length, Exchange exchange)
            throws IOException, InterruptedException {
        NetworkFault fault = exchange.fault();
        if (fault == null || fault.kind() != Kind.TRICKLED) {
            out.write(bytes, from, length);
            return;
        }
        proxy.strike(exchange);
        int sent = 0;
        while (sent < length && exchange.tricklesOn()) {
            int piece = Math.min(fault.pieceBytes(), length - sent);
            out.write(bytes, from + sent, piece);
            sent += piece;
            Thread.sleep(1);
        }
        out.write(bytes, from + sent, length - sent);
    }

    private void cutClient(boolean isReset) {
        isClientGone = true;
        try {
            if (isReset) {
                client.setSoLinger(true, 0);
            }
            client.close();
        } catch (IOException already) {
            // Closed.
        }
    }

    /** The server answers what it has whole, and ends; what nobody waits for and changes nothing is left at once. */
    private void leave() {
        isClientGone = true;
        try {
            Exchange exchange = current;
            if (exchange == null || exchange.changesNothing()) {
                server.close();
            } else {
                server.shutdownOutput();
            }
        } catch (IOException already) {
            // Closed.
        }
    }
}

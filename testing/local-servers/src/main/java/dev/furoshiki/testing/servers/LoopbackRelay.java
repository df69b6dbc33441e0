package dev.furoshiki.testing.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A place on 127.0.0.1 that leads to a server of this machine, so that a test has what goes over the network in its hands: for each
 * client that connects, a connection to the server, and a {@link Link} that carries the bytes. Thread-safe.
 */
public final class LoopbackRelay implements AutoCloseable {

    /** Carries the bytes of connections, on threads of its own. */
    public interface Link {

        /** Begins with one connection; both sockets are the link's to close. */
        void connect(Socket client, Socket server);
    }

    private static final int BACKLOG = 50;

    private final ServerSocket here;
    private final int serverPort;
    private final Link link;
    private final Map<Socket, Socket> serversOfClients = new ConcurrentHashMap<>();

    private LoopbackRelay(ServerSocket here, int serverPort, Link link) {
        this.here = here;
        this.serverPort = serverPort;
        this.link = link;
    }

    /** Takes connections from now on. */
    public static LoopbackRelay to(int serverPort, Link link) {
        try {
            LoopbackRelay relay =
                    new LoopbackRelay(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), serverPort, link);
            start("loopback relay", relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return here.getLocalPort();
    }

    /** What an HTTP client connects to. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** How many connections of clients are open. */
    public int open() {
        serversOfClients.keySet().removeIf(Socket::isClosed);
        return serversOfClients.size();
    }

    /** Ends every connection; new ones are taken. */
    public void cut() {
        serversOfClients.forEach((client, server) -> {
            close(client);
            close(server);
        });
    }

    /** Ends every connection, and takes no more. */
    @Override
    public void close() {
        close(here);
        cut();
    }

    /** Runs something on a thread that does not keep the JVM. */
    public static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                connect(here.accept());
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void connect(Socket client) {
        open();
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            serversOfClients.put(client, server);
            link.connect(client, server);
        } catch (IOException down) {
            close(client);
        }
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception already) {
            // Closed.
        }
    }
}

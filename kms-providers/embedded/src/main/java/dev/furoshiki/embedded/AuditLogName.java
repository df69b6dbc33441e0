package dev.furoshiki.embedded;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/**
 * What a store that several processes share calls the audit log of one of them: by host and file, so that each process misses
 * its own chains only. Stateless.
 */
final class AuditLogName {

    private AuditLogName() {}

    /** Empty of a store that has one log. */
    static String in(StoreLocation store) {
        return store instanceof PostgresKeyStore ? of(store.auditLog()) : "";
    }

    static String of(Path log) {
        return host() + ":" + log;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}

package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException.KmsInternalException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/**
 * What a store that several processes share calls the audit log of one of them: by host and file, so that each process misses
 * its own chains only. Stateless.
 */
final class AuditLogName {

    private AuditLogName() {}

    /**
     * Empty of a store that has one log.
     *
     * @throws KmsInternalException when this machine's name is not to be had
     */
    static String in(StoreLocation store) {
        return store instanceof PostgresKeyStore ? of(store.auditLog()) : "";
    }

    /** Fails as {@link #in} does, for who comes to need the name only when something was made already. */
    static void requireKnown(StoreLocation store) {
        in(store);
    }

    static String of(Path log) {
        try {
            return InetAddress.getLocalHost().getHostName() + ":" + log;
        } catch (UnknownHostException nameless) {
            // By whatever else it is called, the chains that were written under its name would not be missed.
            throw new KmsInternalException(
                    "the name of this machine does not resolve to an address, so a key store that several processes share "
                            + "cannot tell the audit log " + log
                            + " from those of other machines: give it a name that does, "
                            + "such as by a line in /etc/hosts",
                    nameless);
        }
    }
}

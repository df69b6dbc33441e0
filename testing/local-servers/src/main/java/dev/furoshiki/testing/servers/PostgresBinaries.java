package dev.furoshiki.testing.servers;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Where PostgreSQL's programs are unpacked, once a user, and who may run them. */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /**
     * A directory of this user's own: in one that is shared, whoever came first could not be followed by anybody else, nor
     * should one user run what another has unpacked.
     */
    static Path directory() throws IOException {
        return Files.createDirectories(path());
    }

    /** The same, which may not exist. */
    static Path path() {
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "furoshiki-postgres-" + System.getProperty("user.name") + (mustChangeUser() ? "-setpriv" : ""));
    }

    /** Lets whoever runs the server enter a directory of the caller's own. */
    static void openToUser(Path directory) throws IOException {
        if (mustChangeUser()) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    /**
     * PostgreSQL refuses to run as root. The library then starts it in a user namespace, where it is nobody; where those
     * are switched off (some containers), it has to become another user in earnest.
     */
    static boolean mustChangeUser() {
        return isRoot() && !LinuxUtils.isUnshareAvailable();
    }

    /** What a program of the server is run through, so that it is not root's. */
    static List<String> runner() {
        if (mustChangeUser()) {
            return UnprivilegedPostgres.RUNNER;
        }
        return isRoot() ? List.of("unshare", "-U") : List.of();
    }

    private static boolean isRoot() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("user.name").equals("root");
    }
}

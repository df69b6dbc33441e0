package dev.furoshiki.testing.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts PostgreSQL from root as the user 65534 (nobody), for machines without user namespaces. The library knows no such
 * way, but runs whatever lies under the programs' names: each becomes a script that calls the program through
 * {@code setpriv} of util-linux.
 */
final class UnprivilegedPostgres {

    private static final int NOBODY = 65534;

    static final List<String> RUNNER = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    private static final List<String> PROGRAMS = List.of("initdb", "pg_ctl");
    private static final String SCRIPT = """
            #!/bin/sh
            exec setpriv --reuid=%1$d --regid=%1$d --clear-groups "$0.program" "$@"
            """.formatted(NOBODY);

    private UnprivilegedPostgres() {}

    static EmbeddedPostgres start(EmbeddedPostgres.Builder builder, Path directory) throws IOException {
        if (!isWrapped(directory)) {
            unpack(builder, directory);
            wrapPrograms(directory);
        }
        return builder.start();
    }

    /** Unpacking comes with a start, and a start before the programs are wrapped fails. */
    private static void unpack(EmbeddedPostgres.Builder builder, Path directory) throws IOException {
        try {
            builder.start().close();
        } catch (IllegalStateException refusedToRunAsRoot) {
            if (programs(directory).isEmpty()) {
                throw refusedToRunAsRoot;
            }
        }
    }

    static void own(Path data) throws IOException {
        Files.setAttribute(data, "unix:uid", NOBODY);
        Files.setAttribute(data, "unix:gid", NOBODY);
    }

    private static boolean isWrapped(Path directory) throws IOException {
        List<Path> programs = programs(directory);
        return !programs.isEmpty() && programs.stream().allMatch(program -> Files.exists(wrapped(program)));
    }

    private static void wrapPrograms(Path directory) throws IOException {
        for (Path program : programs(directory)) {
            Files.move(program, wrapped(program));
            Files.writeString(program, SCRIPT);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
            // The library unpacks anew what looks younger than its mark.
            Path mark = program.resolve("../../.exists").normalize();
            FileTime later = FileTime.fromMillis(System.currentTimeMillis() + 1);
            Files.setLastModifiedTime(mark, later);
        }
    }

    private static Path wrapped(Path program) {
        return program.resolveSibling(program.getFileName() + ".program");
    }

    private static List<Path> programs(Path directory) throws IOException {
        try (Stream<Path> unpacked = Files.list(directory)) {
            return unpacked.map(root -> root.resolve("bin"))
                    .filter(Files::isDirectory)
                    .flatMap(bin -> PROGRAMS.stream().map(bin::resolve))
                    .toList();
        }
    }
}

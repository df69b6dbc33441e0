package dev.furoshiki.testing.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Starts PostgreSQL and says whom the process that serves a connection belongs to. */
final class OwnerOfServerMain {

    private OwnerOfServerMain() {}

    public static void main(String[] arguments) throws SQLException, IOException {
        try (Connection connection = LocalPostgres.newDatabase().connect();
                Statement statement = connection.createStatement();
                ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
            pid.next();
            System.out.println("server runs as " + Files.getOwner(Path.of("/proc", pid.getString(1))));
        }
    }
}

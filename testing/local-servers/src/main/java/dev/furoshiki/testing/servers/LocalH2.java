package dev.furoshiki.testing.servers;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A real H2 within this JVM. Safe for use by threads. */
public final class LocalH2 {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private LocalH2() {}

    /** An empty database in memory, gone with the JVM: one for each test class keeps tests apart. */
    public static LocalDatabase newDatabase() {
        return newDatabase("");
    }

    /**
     * An empty database in memory under settings of its own.
     *
     * @param settings as the URL takes them, such as {@code ;MODE=MySQL;DATABASE_TO_UPPER=FALSE}
     */
    public static LocalDatabase newDatabase(String settings) {
        String name = "db" + DATABASES.incrementAndGet();
        return new H2Database(name, "h2:mem:" + name + ";DB_CLOSE_DELAY=-1" + settings);
    }

    /** An empty database in files under an existing directory; it is closed with its last connection. */
    public static LocalDatabase newDatabaseUnder(Path directory) {
        String name = "db" + DATABASES.incrementAndGet();
        return new H2Database(name, "h2:file:" + directory.toAbsolutePath().resolve(name));
    }

    /**
     * All statements that a database has run since it was asked to remember them, one a line.
     *
     * @see LocalDatabase#logEveryStatement()
     */
    public static String log(LocalDatabase database) throws SQLException {
        return H2Database.log(database);
    }
}

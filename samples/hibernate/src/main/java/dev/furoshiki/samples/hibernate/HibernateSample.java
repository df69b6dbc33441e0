package dev.furoshiki.samples.hibernate;

import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.HexFormat;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Stores customers with Hibernate, finds one by an encrypted attribute, and shows what the database holds. */
public final class HibernateSample {

    private final PrintStream out;

    HibernateSample(PrintStream out) {
        this.out = out;
    }

    /** Runs against a PostgreSQL of its own; ends with 1 when something fails. */
    public static void main(String[] arguments) {
        int status = 0;
        try {
            new HibernateSample(System.out).run();
        } catch (Throwable failure) {
            failure.printStackTrace();
            status = 1;
        }
        System.exit(status); // The server's threads would keep the JVM.
    }

    void run() throws IOException, SQLException {
        LocalDatabase database = LocalPostgres.newDatabase();
        String keys = createKeys(Files.createTempDirectory("hibernate-sample"));
        try (SessionFactory shop = open(database, keys)) {
            shop.inTransaction(session -> {
                session.persist(new Customer("Ada", "078-05-1120", LocalDate.of(1815, 12, 10)));
                session.persist(new Customer("Grace", "078-05-1121", LocalDate.of(1906, 12, 9)));
            });
            shop.inTransaction(session -> bySsn(session, "078-05-1121").setBorn(LocalDate.of(1906, 12, 10)));
            Customer grace = shop.fromTransaction(session -> bySsn(session, "078-05-1121"));
            out.println("the application reads:   " + grace);
        }
        out.println("the administrator reads: " + asAdministrator(database));
    }

    /** All that Hibernate has to know: a URL. Tables are encrypted when it creates them. */
    private static SessionFactory open(LocalDatabase database, String keys) {
        return new Configuration()
                .addAnnotatedClass(Customer.class)
                .setProperty("hibernate.connection.url", "jdbc:furoshiki:" + database.address())
                .setProperty("hibernate.connection.username", database.user())
                .setProperty("hibernate.connection.password", database.password())
                .setProperty("hibernate.connection.furoshiki.keys", keys)
                .setProperty("hibernate.connection.furoshiki.catalog", "createTables")
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory();
    }

    private static Customer bySsn(Session session, String ssn) {
        return session.createSelectionQuery("from Customer where ssn = :ssn", Customer.class)
                .setParameter("ssn", ssn)
                .getSingleResult();
    }

    /** Once, by whoever administers keys. */
    private static String createKeys(Path folder) throws IOException {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "not for production");
        try (EmbeddedKeyService service = EmbeddedKeyService.builder(folder.resolve("keys"))
                .rootKey(RootKeySource.passphraseFile(passphrase))
                .create()) {
            service.createAlias("alias/pii", service.createKey("personal data").keyId());
        }
        return "embedded:" + folder.resolve("keys") + "?passphraseFile=" + passphrase;
    }

    private static String asAdministrator(LocalDatabase database) throws SQLException {
        try (Connection plain = database.connect();
                Statement statement = plain.createStatement();
                ResultSet row = statement.executeQuery("SELECT name, ssn, born FROM customer WHERE name = 'Grace'")) {
            row.next();
            return row.getString(1) + ", number " + hex(row.getBytes(2)) + ", born " + hex(row.getBytes(3));
        }
    }

    private static String hex(byte[] cell) {
        return HexFormat.of().formatHex(cell, 0, 16) + "...";
    }
}

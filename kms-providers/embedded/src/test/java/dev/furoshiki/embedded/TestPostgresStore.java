package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditPolicy;
import dev.furoshiki.crypto.Argon2id;
import dev.furoshiki.embedded.StoreOptions.Creation;
import dev.furoshiki.embedded.lifecycle.KeyOwner;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A key store in a database of its own, as several processes see it: each has an audit log in the folder, and all the same
 * key file.
 */
record TestPostgresStore(Path folder, LocalDatabase database) {

    private static final List<String> TABLES = List.of(
            "store_header",
            "store_history",
            "kms_key",
            "backing_key",
            "alias",
            "key_record",
            "audit_key",
            "audit_anchor");

    static TestPostgresStore in(Path folder) throws SQLException {
        return in(folder, LocalPostgres.newDatabase());
    }

    /** In one that was made for this. */
    static TestPostgresStore in(Path folder, LocalDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            // The server of the tests is set up to be fast, and this the store refuses.
            statement.execute("alter database " + database.name() + " set synchronous_commit = on");
        }
        return new TestPostgresStore(folder, database);
    }

    Path audit(String process) {
        return folder.resolve(process + ".jsonl");
    }

    Path keyFile() throws IOException {
        return new TestStore(folder).keyFile();
    }

    PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.user());
        source.setPassword(database.password());
        return source;
    }

    /** What a process of that name opens it by. */
    PostgresKeyStore location(String process) {
        return PostgresKeyStore.of(source(), audit(process))
                .pollInterval(Duration.ofMillis(50))
                .maxStaleness(Duration.ofMillis(500));
    }

    /** Likewise through something that can be cut. */
    PostgresKeyStore location(String process, CuttableLink link) {
        PGSimpleDataSource through = source();
        through.setPortNumbers(new int[] {link.port()});
        return PostgresKeyStore.of(through, audit(process))
                .pollInterval(Duration.ofMillis(50))
                .maxStaleness(Duration.ofMillis(800));
    }

    EmbeddedKeyService.Builder builder(String process) throws IOException {
        return builder(location(process));
    }

    EmbeddedKeyService.Builder builder(PostgresKeyStore location) throws IOException {
        return EmbeddedKeyService.builder(location).rootKey(RootKeySource.keyFile(keyFile()));
    }

    /** A process that looks for changes of others when it changes something, and else never. */
    EmbeddedKeyService openSleepy(String process) throws IOException {
        return builder(location(process).maxStaleness(Duration.ofHours(1)).pollInterval(Duration.ofMinutes(10)))
                .open();
    }

    EmbeddedKeyService create(String process) throws IOException {
        return builder(process).create();
    }

    EmbeddedKeyService open(String process) throws IOException {
        return builder(process).open();
    }

    /** For what a service does not show; to be released. */
    OpenStore acquire(PostgresKeyStore location) throws IOException {
        return OpenStores.acquire(new StoreOptions(
                location,
                RootKeySource.keyFile(keyFile()),
                Creation.NEVER,
                KeyOwner.DEFAULT,
                Argon2id.DEFAULT,
                InstantSource.system(),
                AuditPolicy.DEFAULT));
    }

    /** As the server's administrator. */
    void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path = furoshiki_keys");
            statement.execute(sql);
        }
    }

    /** What the server's administrator reads. */
    long number(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path = furoshiki_keys");
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Keeps all rows as they are now, in a schema that only the test knows. */
    void copyTo(String schema) throws SQLException {
        StringBuilder sql = new StringBuilder("create schema " + schema);
        TABLES.forEach(table -> sql.append("; create table ")
                .append(schema + "." + table)
                .append(" as select * from furoshiki_keys." + table));
        execute(sql.toString());
    }

    /** Rows of a schema take the place of all that are in the store, in one transaction. */
    void replaceBy(String schema) throws SQLException {
        StringBuilder sql = new StringBuilder("set session_replication_role = replica");
        TABLES.forEach(table -> sql.append("; delete from " + table)
                .append("; insert into " + table)
                .append(" select * from " + schema + "." + table));
        execute(sql.toString());
    }

    /** What the command says of a process's log: its exit code. */
    int verify(String process) throws IOException {
        return VerifyStoreAudit.run(List.of(uri(process)), System.out, System.err);
    }

    /** The options of a URI. */
    String uri(String process) throws IOException {
        Path password = folder.resolve("password");
        Files.writeString(password, database.password() + "\n");
        return "embedded:" + database.address() + "?user=" + database.user() + "&passwordFile=" + password
                + "&auditLog=" + audit(process) + "&keyFile=" + keyFile();
    }
}

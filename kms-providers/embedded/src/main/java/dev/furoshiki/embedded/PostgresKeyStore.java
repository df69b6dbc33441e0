package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException.InvalidProviderUriException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A key store in PostgreSQL, which several processes share: where it lies, where this process writes its audit log, and how
 * soon it sees what another process has changed. Immutable.
 *
 * <pre>{@code
 * EmbeddedKeyService keys = EmbeddedKeyService.builder(PostgresKeyStore.of(dataSource, Path.of("/var/log/shop/keys.jsonl")))
 *         .rootKey(RootKeySource.keyFile(file))
 *         .open();
 * }</pre>
 *
 * <p>Of the data source three connections are kept as long as the store is open; nothing is left set in them.
 */
public final class PostgresKeyStore implements StoreLocation {

    /** Where the tables are unless said. */
    public static final String SCHEMA = "furoshiki_keys";

    /** How often a process looks unless said. */
    public static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    /** Within what time a change in one process is seen by the others unless said. */
    public static final Duration MAX_STALENESS = Duration.ofSeconds(2);

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Object identity;
    private final String name;
    private final DataSource source;
    private final String schema;
    private final Path auditLog;
    private final Duration pollInterval;
    private final Duration maxStaleness;

    private PostgresKeyStore(
            Object identity,
            String name,
            DataSource source,
            String schema,
            Path auditLog,
            Duration pollInterval,
            Duration maxStaleness) {
        this.identity = identity;
        this.name = name;
        this.source = source;
        this.schema = schema;
        this.auditLog = auditLog;
        this.pollInterval = pollInterval;
        this.maxStaleness = maxStaleness;
    }

    /**
     * A store in the schema {@value #SCHEMA} of a database.
     *
     * @param source gives connections of PostgreSQL's own JDBC driver; stays the caller's
     * @param auditLog the file that this process alone writes its audit log to
     */
    public static PostgresKeyStore of(DataSource source, Path auditLog) {
        Objects.requireNonNull(source, "source");
        return new PostgresKeyStore(
                source,
                "PostgreSQL",
                source,
                SCHEMA,
                auditLog.toAbsolutePath().normalize(),
                POLL_INTERVAL,
                MAX_STALENESS);
    }

    /**
     * Likewise, named by a URI.
     *
     * @param address what messages call it; who connects to the same address as the same user connects to the same store
     */
    static PostgresKeyStore of(String address, String user, DataSource source, Path auditLog) {
        return new PostgresKeyStore(
                address + " " + user,
                address,
                source,
                SCHEMA,
                auditLog.toAbsolutePath().normalize(),
                POLL_INTERVAL,
                MAX_STALENESS);
    }

    /**
     * The same in another schema, which holds the tables of the store and nothing else.
     *
     * @param other lower-case letters, digits and underscores, at most 63, not beginning with {@code pg_}
     * @throws InvalidProviderUriException when it is another
     */
    public PostgresKeyStore schema(String other) {
        if (!NAME.matcher(other).matches() || other.startsWith("pg_")) {
            throw new InvalidProviderUriException(
                    "the schema of a key store is named by at most 63 lower-case letters, "
                            + "digits and underscores, not beginning with a digit or pg_, and not so: " + other);
        }
        return new PostgresKeyStore(identity, name, source, other, auditLog, pollInterval, maxStaleness);
    }

    /**
     * How often this process looks whether another one has changed something; a look reads one row.
     *
     * @throws InvalidProviderUriException unless 10 ms to 1 h
     */
    public PostgresKeyStore pollInterval(Duration interval) {
        return new PostgresKeyStore(
                identity, name, source, schema, auditLog, requireRange("pollInterval", interval), maxStaleness);
    }

    /**
     * Within what time a change in one process is seen by this one: so long, counted from the beginning of the last look that
     * succeeded, it uses the keys as it knows them; then its operations fail until a look succeeds again.
     *
     * @throws InvalidProviderUriException unless 10 ms to 1 h
     */
    public PostgresKeyStore maxStaleness(Duration longest) {
        return new PostgresKeyStore(
                identity, name, source, schema, auditLog, pollInterval, requireRange("maxStaleness", longest));
    }

    /** @throws InvalidProviderUriException when the keys would be too old before the next look */
    PostgresKeyStore requireConsistent() {
        if (pollInterval.compareTo(maxStaleness) >= 0) {
            throw new InvalidProviderUriException("the key store " + this + " would be looked at every " + pollInterval
                    + ", but what is known of it may be used for " + maxStaleness
                    + " only: set pollInterval to a quarter of maxStaleness or less");
        }
        return this;
    }

    /** @throws InvalidProviderUriException when it is open already, and is looked at less often there than is asked for here */
    void requireNoStricterThan(StoreLocation open) {
        if (open instanceof PostgresKeyStore other
                && (other.maxStaleness.compareTo(maxStaleness) > 0 || other.pollInterval.compareTo(pollInterval) > 0)) {
            throw new InvalidProviderUriException(
                    "the key store " + this + " is open in this process already, with pollInterval "
                            + other.pollInterval + " and maxStaleness " + other.maxStaleness
                            + ", which are longer than those asked for here, " + pollInterval + " and " + maxStaleness
                            + ": name the same ones everywhere in a process");
        }
    }

    @Override
    public Path auditLog() {
        return auditLog;
    }

    DataSource source() {
        return source;
    }

    String schema() {
        return schema;
    }

    Duration pollInterval() {
        return pollInterval;
    }

    Duration maxStaleness() {
        return maxStaleness;
    }

    /** Whether they are one store to one process, however often each looks. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PostgresKeyStore store
                && identity.equals(store.identity)
                && schema.equals(store.schema)
                && auditLog.equals(store.auditLog);
    }

    @Override
    public int hashCode() {
        return Objects.hash(identity, schema, auditLog);
    }

    /** Where it lies; no user and no secret. */
    @Override
    public String toString() {
        return name + ", schema " + schema;
    }

    private static Duration requireRange(String option, Duration given) {
        if (given.compareTo(SHORTEST) < 0 || given.compareTo(LONGEST) > 0) {
            throw new InvalidProviderUriException(
                    option + " is " + SHORTEST + " to " + LONGEST + ", such as PT0.5S, not " + given);
        }
        return given;
    }
}

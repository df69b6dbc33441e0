package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditAnchor;
import dev.furoshiki.audit.AuditLink;
import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.RowMac;
import dev.furoshiki.embedded.store.AuditTables;
import dev.furoshiki.embedded.store.StoredAuditLink;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.DependencyTimeoutException;
import dev.furoshiki.key.KmsException.KeyStoreDamagedException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest links of the audit log, in the key store, each with its MAC under the {@link
 * dev.furoshiki.embedded.material.AuditLinkKey}. One thread at a time uses it.
 */
final class StoreAnchor implements AuditAnchor {

    private static final long PAUSE_MILLIS = 20;

    /** However old keys may get: all records of the process wait meanwhile, and its end does. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final StoreLocation store;
    private final AuditTables tables;
    private final List<RowMac> keys;
    private final String log;
    private volatile BooleanSupplier isServerThere = () -> true;
    // Since when there is a link that the store was to keep, and does not.
    private volatile @Nullable Moment behindSince;

    /** @param keys the one that authenticates what is written, and then others under which links may stand there */
    StoreAnchor(StoreLocation store, AuditTables tables, RowMac... keys) {
        this.store = store;
        this.tables = tables;
        this.keys = List.of(keys);
        this.log = AuditLogName.in(store);
    }

    /** What the store calls the log. */
    String log() {
        return log;
    }

    /** From now on nothing is tried while it says no. */
    void whileServerIsThere(BooleanSupplier other) {
        isServerThere = other;
    }

    /** Whether the store has had no link to keep for longer than that. */
    boolean isBehind(Duration longest) {
        Moment since = behindSince;
        return since != null && !since.isWithin(longest);
    }

    /** @throws KeyStoreDamagedException when a row was altered */
    @Override
    public List<Anchored> anchored() {
        return links().stream()
                .map(row -> new Anchored(
                        new AuditLink(
                                row.chainId(), row.sequence(), HexFormat.of().formatHex(row.hash())),
                        row.isClosed(),
                        !row.log().equals(log)))
                .toList();
    }

    private List<StoredAuditLink> links() {
        List<StoredAuditLink> links;
        try {
            links = tables.links();
        } catch (SQLException failed) {
            throw tables.failure(
                    "the newest links of the audit log in the key store " + store + " cannot be read", failed);
        }
        for (StoredAuditLink row : links) {
            AuthenticatedRow authenticated =
                    AuthenticatedRow.ofAuditLink(row.log(), row.chainId(), row.sequence(), row.hash(), row.isClosed());
            if (keys.stream().noneMatch(key -> key.isAuthentic(authenticated, row.mac()))) {
                throw new KeyStoreDamagedException(
                        "in the key store " + store + " the newest link of the audit chain " + row.chainId()
                                + " was altered or damaged: restore the store from a backup",
                        null);
            }
        }
        return links;
    }

    /**
     * Where processes share the store, its server may be away: for so long that is waited for, so that no record is refused. Then
     * this one is, and the next tries again.
     */
    @Override
    public void opened(AuditLink newest) {
        long begun = System.nanoTime();
        while (true) {
            try {
                put(newest, false, true);
                return;
            } catch (DependencyTimeoutException away) {
                if (System.nanoTime() - begun > longestWait().toNanos()) {
                    throw away;
                }
                pause();
            }
        }
    }

    private Duration longestWait() {
        if (!(store instanceof PostgresKeyStore shared)) {
            return Duration.ZERO;
        }
        return shared.maxStaleness().compareTo(LONGEST_WAIT) < 0 ? shared.maxStaleness() : LONGEST_WAIT;
    }

    /**
     * Likewise, but nothing waits for it: it is tried again until the server is back. Keys are used meanwhile no longer than
     * the store's {@code maxStaleness}: whatever it is that keeps the link from the store, also where looks find the server.
     */
    @Override
    public void advanced(AuditLink newest) {
        if (behindSince == null) {
            behindSince = Moment.now();
        }
        if (!isServerThere.getAsBoolean()) {
            throw new DependencyTimeoutException("the server of the key store " + store + " is away", null);
        }
        put(newest, false, false);
    }

    @Override
    public void closed(AuditLink newest) {
        put(newest, true, true);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    private void put(AuditLink link, boolean isClosed, boolean durable) {
        byte[] hash = HexFormat.of().parseHex(link.hash());
        byte[] mac =
                keys.get(0).mac(AuthenticatedRow.ofAuditLink(log, link.chainId(), link.sequence(), hash, isClosed));
        try {
            tables.put(new StoredAuditLink(log, link.chainId(), link.sequence(), hash, isClosed, mac), durable);
            behindSince = null;
        } catch (SQLException failed) {
            KmsException failure = tables.failure(
                    "the key store " + store + " could not keep the newest link of the audit log", failed);
            throw store instanceof PostgresKeyStore ? toBeTriedAgain(failure) : failure;
        }
    }

    /**
     * A server is administered by others, who may take a privilege away and give it back, or restore a table: whatever it said, the
     * log does not end of it. For how long keys are used without a link there, is bounded all the same.
     */
    private static DependencyTimeoutException toBeTriedAgain(KmsException failure) {
        return failure instanceof DependencyTimeoutException away
                ? away
                : new DependencyTimeoutException(Objects.requireNonNull(failure.getMessage()), failure);
    }
}

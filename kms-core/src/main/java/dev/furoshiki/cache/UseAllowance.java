package dev.furoshiki.cache;

import dev.furoshiki.key.EncryptedDataKey;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Grants the uses of one data key to its slots and stripes, in blocks of what is left of its limits, and each block once it is
 * recorded. Thread-safe: of those who need a block of the same one has it recorded, and the others wait for it.
 */
final class UseAllowance {

    /** In shorter ones than this, half a block does not last until the next one is recorded. */
    private static final long LEAST_TO_ASK_AHEAD = 64;

    private final EncryptedDataKey encrypted;
    private final UseBudget budget;
    private final UseRecorder recorder;

    /** How many slots and stripes were granted any. */
    private final AtomicInteger grantees = new AtomicInteger();

    UseAllowance(EncryptedDataKey encrypted, UseBudget budget, UseRecorder recorder) {
        this.encrypted = encrypted;
        this.budget = budget;
        this.recorder = recorder;
    }

    /** One message of who loaded the key: the call that brought it stands for its record. */
    void grantFirst(UseGrants users, long bytes) {
        if (!budget.takeOne(bytes)) {
            throw new IllegalStateException("a fresh data key has no room for one message");
        }
        grantees.incrementAndGet();
        users.grant(1, 0);
        users.grantBytes(bytes);
    }

    /**
     * Whether the next message is granted, after a wait if need be; asks for more ahead of need, too.
     *
     * @param deadline until when to wait; null for not at all: then what is to be waited for is not granted
     * @throws dev.furoshiki.key.KmsException when it could not be recorded, or not in time
     */
    boolean isGranted(UseGrants users, @Nullable Deadline deadline) {
        while (users.nextMessage() >= users.granted()) {
            if (deadline == null) {
                return false;
            }
            Ending own = new Ending();
            Ending other = users.joinGrant(own);
            if (other == null && !begin(users, own)) {
                return users.nextMessage() < users.granted();
            }
            (other == null ? own : other)
                    .await(deadline, "uses of " + encrypted + " were to be recorded", other == null);
        }
        if (users.claimsToAskAhead()) {
            askAhead(users);
        }
        return true;
    }

    private void askAhead(UseGrants users) {
        Ending own = new Ending();
        if (users.joinGrant(own) == null) {
            try {
                begin(users, own);
            } catch (Throwable noThread) {
                // This use is granted; the first that is not begins again.
            }
        }
    }

    /** Counts bytes of a message that was granted; false, and none are counted, when they are not left. */
    boolean takeBytes(UseGrants users, long bytes) {
        while (!users.addBytes(bytes)) {
            long missing = users.endOf(bytes) - users.grantedBytes();
            if (missing > 0) {
                long block = budget.takeBytes(missing, grantees.get());
                if (block == 0) {
                    return users.addBytes(bytes);
                }
                users.grantBytes(block);
            }
        }
        return true;
    }

    private boolean begin(UseGrants users, Ending own) {
        long block = budget.takeMessages(grantees.get() + (users.granted() == 0 ? 1 : 0));
        boolean begun = false;
        try {
            begun = block > 0 && recorder.begin(() -> record(users, block, own));
            return begun;
        } finally {
            if (!begun) {
                budget.giveBackMessages(block);
                users.leaveGrant(own);
                own.reach();
            }
        }
    }

    /** Grants even what nobody waits for any more: it is recorded, and the next use has it. */
    private void record(UseGrants users, long block, Ending own) {
        try {
            recorder.record(encrypted, block);
            if (users.granted() == 0) {
                grantees.incrementAndGet();
            }
            // Of the first block, too: who uses many keys in turn would wait for the record of each, which takes all of
            // them so long that none has its blocks grow.
            users.grant(block, block < LEAST_TO_ASK_AHEAD ? 0 : block / 2);
            users.leaveGrant(own);
            own.reach();
        } catch (Throwable failure) {
            budget.giveBackMessages(block);
            users.leaveGrant(own);
            own.fail(failure);
        }
    }
}

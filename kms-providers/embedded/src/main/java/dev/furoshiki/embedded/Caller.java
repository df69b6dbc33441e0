package dev.furoshiki.embedded;

import dev.furoshiki.embedded.lifecycle.Limits;
import dev.furoshiki.key.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who calls the operations of an open store, and how: every operation begins here. Immutable, but for being closed. */
final class Caller {

    private final OpenStore store;
    private final Principal principal;
    private final boolean dryRun;
    private final List<String> grantTokens;
    private final @Nullable Caller origin;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Caller(
            OpenStore store, Principal principal, boolean dryRun, List<String> grantTokens, @Nullable Caller origin) {
        this.store = store;
        this.principal = principal;
        this.dryRun = dryRun;
        this.grantTokens = List.copyOf(grantTokens);
        this.origin = origin;
    }

    static Caller of(OpenStore store, Principal principal) {
        return new Caller(store, principal, false, List.of(), null);
    }

    Caller as(Principal other) {
        return new Caller(store, other, dryRun, grantTokens, this);
    }

    Caller inDryRun() {
        return new Caller(store, principal, true, grantTokens, this);
    }

    Caller withGrantTokens(List<String> more) {
        List<String> all = new ArrayList<>(grantTokens);
        all.addAll(more);
        Limits.requireGrantTokens(all.size());
        return new Caller(store, principal, dryRun, all, this);
    }

    OpenStore store() {
        requireOpen();
        return store;
    }

    AutoCloseable listen(Consumer<String> listener) {
        return store().listen(listener);
    }

    Principal principal() {
        return principal;
    }

    /** Gives the store back, if it is not of another's. */
    void close() {
        if (closed.compareAndSet(false, true) && origin == null) {
            OpenStores.release(store.location());
        }
    }

    /** The record of an operation that begins. */
    AuditedOperation record(Operation operation) {
        return record(operation.eventName(), operation);
    }

    /** Of something that is no operation of AWS KMS, and allowed to whom the operation is. */
    AuditedOperation record(String eventName, Operation operation) {
        return AuditedOperation.of(eventName, operation, identity(principal));
    }

    /** As CloudTrail has it. */
    static Map<String, String> identity(Principal principal) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("type", type(principal));
        identity.put("arn", principal.arn());
        identity.put("accountId", principal.account());
        return identity;
    }

    /**
     * What an operation needs that takes long, once it is clear that the caller may; where it fails, the operation does. A dry
     * run ends before it.
     */
    <T> T prepare(AuditedOperation record, Consumer<Call> authorising, Supplier<T> work) {
        requireOpen();
        settle(record, store.due()::settle);
        return record.recordingFailure(store.audit(), () -> {
            Call call = new Call(record, store.keyring(), principal, dryRun);
            requireGrantTokens();
            authorising.accept(call);
            call.released(true, nothing -> () -> {});
            return work.get();
        });
    }

    /** Runs an operation that changes nothing. */
    <T> T read(AuditedOperation record, Function<Call, T> work) {
        return read(record, work, store::use);
    }

    /** Likewise, one that gives out nothing, but lets a cache go on with a key that it was given before. */
    <T> T readForCached(AuditedOperation record, Function<Call, T> work) {
        return read(record, work, store::useOfCached);
    }

    private <T> T read(AuditedOperation record, Function<Call, T> work, Supplier<KnownKeys.Use> using) {
        AtomicReference<KnownKeys.Use> used = new AtomicReference<>();
        Supplier<KnownKeys.Use> remembering = () -> {
            KnownKeys.Use keys = using.get();
            used.set(keys);
            return keys;
        };
        return read(record, work, remembering, () -> store.requireUsable(used.get()));
    }

    /** Likewise, one whose result is of the moment at which it was made, however long ago that is when it is given out. */
    <T> T readOfOneMoment(AuditedOperation record, Function<Call, T> work) {
        return read(record, work, store::use, () -> {});
    }

    private <T> T read(
            AuditedOperation record, Function<Call, T> work, Supplier<KnownKeys.Use> using, Runnable releasing) {
        requireOpen();
        settle(record, store.due()::settleIfFree);
        return record.run(
                store.audit(),
                () -> {
                    Call call = new Call(record, using.get().keyring(), principal, dryRun);
                    requireGrantTokens();
                    return call.released(work.apply(call), result -> () -> closeQuietly(result));
                },
                releasing);
    }

    /** Runs an operation that changes keys. */
    <T> T change(AuditedOperation record, Function<Call, KeyringChange<T>> work) {
        requireOpen();
        settle(record, store.due()::settle);
        return store.change(record, keyring -> {
            Call call = new Call(record, keyring, principal, dryRun);
            requireGrantTokens();
            return call.released(work.apply(call), KeyringChange::abandon);
        });
    }

    /** What keeps keys from being deleted or rotated when their time has come is the failure of who came then. */
    private void settle(AuditedOperation record, Runnable settling) {
        record.recordingFailure(store.audit(), () -> {
            settling.run();
            return true;
        });
    }

    /** What they allow, the grants allow without them: here a grant holds when CreateGrant returns. */
    private void requireGrantTokens() {
        grantTokens.forEach(store.grantTokens()::parse);
    }

    private void requireOpen() {
        for (Caller caller = this; caller != null; caller = caller.origin) {
            if (caller.closed.get()) {
                throw new IllegalStateException(
                        "the key service on " + store.location() + " was closed: open it again");
            }
        }
    }

    private static String type(Principal principal) {
        String resource = principal.resource();
        return switch (resource.substring(0, Math.max(resource.indexOf('/'), 0))) {
            case "" -> "Root";
            case "user" -> "IAMUser";
            case "role" -> "Role";
            case "assumed-role" -> "AssumedRole";
            default -> "FederatedUser";
        };
    }

    private static void closeQuietly(Object result) {
        if (result instanceof AutoCloseable secret) {
            try {
                secret.close();
            } catch (Exception failed) {
                throw new IllegalStateException("a result could not be closed", failed);
            }
        }
    }
}

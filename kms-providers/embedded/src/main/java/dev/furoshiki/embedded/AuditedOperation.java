package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.audit.AuditRecord;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.ValidationException;
import dev.furoshiki.kms.Given;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One operation on its way, with what its audit record will say. Used by one thread at a time.
 *
 * <p>The record is durable before anything is released: a result is handed out, and a change committed, only afterwards.
 */
final class AuditedOperation {

    private static final Map<String, String> THIS_PROCESS = Map.of(
            "processId", Long.toString(ProcessHandle.current().pid()),
            "userName", System.getProperty("user.name", ""));

    /** In place of an address, as CloudTrail has the name of a service where that called by itself: no request comes from elsewhere. */
    private static final String FROM_WITHIN = EmbeddedKeyService.SCHEME;

    /** The version is the build's, which a test compares. Nothing here tells one machine of a fleet from another. */
    private static final String USER_AGENT =
            "furoshiki/0.1.0 Java/" + Runtime.version().feature();

    /** Messages quote names that callers gave. */
    private static final int MESSAGE_CHARACTERS = 4096;

    private final String eventName;
    private final boolean readOnly;
    private final @Nullable Operation operation;
    private final Map<String, String> identity = new LinkedHashMap<>();
    private final RecordedParameters request = new RecordedParameters();
    private final List<String> keyArns = new ArrayList<>();
    private final UUID requestId = UUID.randomUUID();
    private @Nullable ValidationException missing;
    private @Nullable Map<String, Object> response;

    private AuditedOperation(
            String eventName, boolean readOnly, @Nullable Operation operation, Map<String, String> who) {
        this.eventName = eventName;
        this.readOnly = readOnly;
        this.operation = operation;
        identity.putAll(who);
        identity.putAll(THIS_PROCESS);
    }

    /** @param who CloudTrail's names for who asked */
    static AuditedOperation of(Operation operation, Map<String, String> who) {
        return of(operation.eventName(), operation, who);
    }

    /** Of something that is no operation of AWS KMS, and allowed to whom the operation is. */
    static AuditedOperation of(String eventName, Operation operation, Map<String, String> who) {
        return new AuditedOperation(eventName, operation.isReadOnly(), operation, who);
    }

    /** Of what the key service does by itself, when its time has come. */
    static AuditedOperation byItself(String eventName) {
        return new AuditedOperation(
                eventName, false, null, Map.of("type", "AWSService", "invokedBy", EmbeddedKeyService.SCHEME));
    }

    /** What somebody asked for. */
    Operation operation() {
        if (operation == null) {
            throw new IllegalStateException("nobody asked for " + eventName);
        }
        return operation;
    }

    /** Something that was asked with. Where it is null, that is recorded, and the operation is refused. */
    AuditedOperation with(String parameter, @Nullable Object value) {
        request.put(parameter, value);
        return given(parameter, value);
    }

    AuditedOperation with(@Nullable EncryptionContext context) {
        return context != null && context.toMap().isEmpty() ? this : with("encryptionContext", context);
    }

    /** Something that has to be given, and is not recorded. */
    AuditedOperation given(String parameter, @Nullable Object argument) {
        if (argument == null && missing == null) {
            missing = Given.missing(parameter);
        }
        return this;
    }

    /** Something that has to be given, of which parts are recorded. */
    <T> AuditedOperation given(String parameter, @Nullable T argument, Consumer<T> recording) {
        if (argument != null) {
            recording.accept(argument);
        }
        return given(parameter, argument);
    }

    /** A key that it turned out to be about. */
    void concerns(String keyArn) {
        keyArns.add(keyArn);
    }

    /** Something that is answered. */
    void answers(String element, Object value) {
        Map<String, Object> answer = response == null ? new LinkedHashMap<>() : response;
        answer.put(element, value);
        response = answer;
    }

    /**
     * Runs it, records how it ended, and only then returns its result; an unrecorded result is closed.
     *
     * @param releasing throws when the result, though it was recorded, may not be given out any more
     */
    <T> T run(AuditLog log, Supplier<T> operation, Runnable releasing) {
        T result = recordingFailure(log, operation);
        try {
            log.append(succeeded());
            releasing.run();
            return result;
        } catch (Throwable kept) {
            if (result instanceof AutoCloseable secret) {
                close(secret, kept);
            }
            throw kept;
        }
    }

    /** Runs it, if its arguments are there, and records its failure, if it fails. */
    <T> T recordingFailure(AuditLog log, Supplier<T> operation) {
        try {
            if (missing != null) {
                throw missing;
            }
            return operation.get();
        } catch (KmsException failed) {
            append(log, failed.errorCode(), failed.getMessage(), failed);
            throw failed;
        } catch (RuntimeException failed) {
            append(log, "KMSInternalException", failed.getClass().getName(), failed);
            throw failed;
        }
    }

    AuditRecord succeeded() {
        return record(null, null);
    }

    private void append(AuditLog log, String code, @Nullable String message, RuntimeException failed) {
        try {
            log.append(record(code, message));
        } catch (RuntimeException unrecorded) {
            unrecorded.addSuppressed(failed);
            throw unrecorded;
        }
    }

    private AuditRecord record(@Nullable String errorCode, @Nullable String errorMessage) {
        return new AuditRecord(
                Instant.now(),
                EmbeddedKeyService.SCHEME,
                eventName,
                identity,
                FROM_WITHIN,
                USER_AGENT,
                request.values(),
                errorCode == null ? response : null,
                requestId,
                UUID.randomUUID(),
                readOnly,
                keyArns,
                errorCode,
                errorMessage == null ? null : RecordedParameters.cut(errorMessage, MESSAGE_CHARACTERS));
    }

    private static void close(AutoCloseable secret, Throwable unrecorded) {
        try {
            secret.close();
        } catch (Exception failed) {
            unrecorded.addSuppressed(failed);
        }
    }
}

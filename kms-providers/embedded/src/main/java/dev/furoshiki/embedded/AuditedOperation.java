package dev.furoshiki.embedded;

import dev.furoshiki.audit.AuditLog;
import dev.furoshiki.audit.AuditRecord;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.KmsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One operation on its way, with what its audit record will say. Used by one thread at a time.
 *
 * <p>The record is durable before anything is released: a result is handed out, and a change committed, only afterwards.
 */
final class AuditedOperation {

    private static final Map<String, String> THIS_PROCESS = Map.of(
            "type", "Process",
            "principalId", Long.toString(ProcessHandle.current().pid()),
            "userName", System.getProperty("user.name", ""));

    private final String eventName;
    private final boolean readOnly;
    private final Map<String, Object> request = new LinkedHashMap<>();
    private final List<String> keyArns = new ArrayList<>();
    private final UUID requestId = UUID.randomUUID();
    private @Nullable Map<String, Object> response;

    private AuditedOperation(String eventName, boolean readOnly) {
        this.eventName = eventName;
        this.readOnly = readOnly;
    }

    static AuditedOperation reading(String eventName) {
        return new AuditedOperation(eventName, true);
    }

    static AuditedOperation changing(String eventName) {
        return new AuditedOperation(eventName, false);
    }

    /** Something that was asked with. */
    AuditedOperation with(String parameter, Object value) {
        request.put(parameter, value);
        return this;
    }

    AuditedOperation with(EncryptionContext context) {
        return context.toMap().isEmpty() ? this : with("encryptionContext", context.toMap());
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

    /** Runs it, records how it ended, and only then returns its result; an unrecorded result is closed. */
    <T> T run(AuditLog log, Supplier<T> operation) {
        T result = recordingFailure(log, operation);
        try {
            log.append(succeeded());
            return result;
        } catch (Throwable unrecorded) {
            if (result instanceof AutoCloseable secret) {
                close(secret, unrecorded);
            }
            throw unrecorded;
        }
    }

    /** Runs it and records its failure, if it fails. */
    <T> T recordingFailure(AuditLog log, Supplier<T> operation) {
        try {
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
                THIS_PROCESS,
                request,
                errorCode == null ? response : null,
                requestId,
                UUID.randomUUID(),
                readOnly,
                keyArns,
                errorCode,
                errorMessage);
    }

    private static void close(AutoCloseable secret, Throwable unrecorded) {
        try {
            secret.close();
        } catch (Exception failed) {
            unrecorded.addSuppressed(failed);
        }
    }
}

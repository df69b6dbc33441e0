package dev.furoshiki.benchmarks.tuning.trace;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import dev.furoshiki.benchmarks.tuning.trace.ReservedUses.Whose;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Traces from audit logs of the embedded key service. A log does not say which data key was opened: reads count as those of what was
 * written last in the context. Stateless.
 */
public final class AuditTrace {

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private AuditTrace() {}

    /**
     * Reads logs whole, of several processes or the files of one, in any order.
     *
     * @param messageBytes how long each message is, which no log says
     * @throws IOException when a file cannot be read, or a line is none of an audit log's
     */
    public static Trace read(List<Path> files, long messageBytes) throws IOException {
        ReservedUses uses = new ReservedUses(messageBytes);
        for (Path file : files) {
            int number = 0;
            try (BufferedReader lines = TraceFile.lines(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    record(JsonParser.parseString(line).getAsJsonObject(), uses);
                }
            } catch (JsonParseException
                    | IllegalStateException
                    | IndexOutOfBoundsException
                    | DateTimeException malformed) {
                throw new IOException(file + ", line " + number + ": no line of an audit log", malformed);
            }
        }
        return uses.trace();
    }

    private static void record(JsonObject record, ReservedUses uses) {
        JsonElement name = record.get("eventName");
        if (name == null || record.has("errorCode")) {
            return;
        }
        switch (name.getAsString()) {
            case "GenerateDataKey" -> uses.called(at(record), whose(record, Operation.ENCRYPT));
            case "Decrypt" -> uses.called(at(record), whose(record, Operation.DECRYPT));
            case "ReserveCachedUses" -> {
                JsonObject parameters = part(record, "requestParameters").getAsJsonObject();
                boolean isEncrypting =
                        part(parameters, "operation").getAsString().equals("Encrypt");
                uses.reserved(
                        at(record),
                        whose(record, isEncrypting ? Operation.ENCRYPT : Operation.DECRYPT),
                        part(parameters, "uses").getAsLong());
            }
            default -> {
                // No use of a data key.
            }
        }
    }

    private static long at(JsonObject record) {
        Instant time = Instant.parse(part(record, "eventTime").getAsString());
        return time.getEpochSecond() * NANOS_PER_SECOND + time.getNano();
    }

    private static Whose whose(JsonObject record, Operation operation) {
        JsonObject identity = part(record, "userIdentity").getAsJsonObject();
        JsonElement context =
                part(record, "requestParameters").getAsJsonObject().get("encryptionContext");
        JsonElement key = part(part(record, "resources").getAsJsonArray().get(0).getAsJsonObject(), "ARN");
        Object written = List.of(key, context == null ? "" : context);
        return new Whose(part(identity, "processId"), part(identity, "arn"), key, written, written, operation);
    }

    private static JsonElement part(JsonObject object, String name) {
        JsonElement part = object.get(name);
        if (part == null) {
            throw new JsonParseException("there is no " + name);
        }
        return part;
    }
}

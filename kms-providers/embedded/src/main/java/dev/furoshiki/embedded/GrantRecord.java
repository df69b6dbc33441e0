package dev.furoshiki.embedded;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.Grant;
import dev.furoshiki.key.GrantConstraint;
import dev.furoshiki.key.GrantOperation;
import dev.furoshiki.key.Principal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The bytes of a grant in its record: docs/formats/embedded-store-v2.md. Stateless.
 *
 * <pre>
 * creation date in ms i64 | str(name) | str(issuer) | str(grantee) | str(retiring principal or empty)
 * | number of operations u32 | str(operation) … by name | constraint u8: 0 none, 1 equals, 2 subset | its context
 * </pre>
 */
final class GrantRecord {

    /** Grants of one millisecond have no other order than their ids. */
    static final Comparator<Grant> BY_CREATION =
            Comparator.comparing(Grant::creationDate).thenComparing(Grant::grantId);

    private GrantRecord() {}

    static byte[] bytes(Grant grant) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .putLong(grant.creationDate().toEpochMilli())
                .array());
        string(out, grant.name());
        string(out, grant.issuer().arn());
        string(out, grant.grantee().arn());
        string(out, grant.retiringPrincipal().map(Principal::arn).orElse(""));
        List<String> operations = grant.operations().stream()
                .map(GrantOperation::operation)
                .sorted()
                .toList();
        u32(out, operations.size());
        operations.forEach(operation -> string(out, operation));
        grant.constraint()
                .ifPresentOrElse(
                        constraint -> {
                            out.write(code(constraint.kind()));
                            out.writeBytes(constraint.context().toBytes());
                        },
                        () -> out.write(0));
        return out.toByteArray();
    }

    static Grant read(String grantId, String keyArn, ByteBuffer in) {
        Instant creationDate = Instant.ofEpochMilli(in.getLong());
        String name = string(in);
        Principal issuer = new Principal(string(in));
        Principal grantee = new Principal(string(in));
        String retiring = string(in);
        Set<GrantOperation> operations = EnumSet.noneOf(GrantOperation.class);
        for (int left = in.getInt(); left > 0; left--) {
            operations.add(operation(string(in)));
        }
        return new Grant(
                grantId,
                keyArn,
                name,
                creationDate,
                issuer,
                grantee,
                retiring.isEmpty() ? Optional.empty() : Optional.of(new Principal(retiring)),
                operations,
                constraint(in));
    }

    private static Optional<GrantConstraint> constraint(ByteBuffer in) {
        byte code = in.get();
        if (code == 0) {
            return Optional.empty();
        }
        for (GrantConstraint.Kind kind : GrantConstraint.Kind.values()) {
            if (code(kind) == code) {
                return Optional.of(new GrantConstraint(kind, context(in)));
            }
        }
        throw new IllegalArgumentException("no kind of constraint: " + code);
    }

    /** The canonical bytes of docs/formats/encryption-context-v1.md. */
    private static EncryptionContext context(ByteBuffer in) {
        Map<String, String> pairs = new HashMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            pairs.put(string(in), string(in));
        }
        return EncryptionContext.of(pairs);
    }

    private static GrantOperation operation(String name) {
        for (GrantOperation operation : GrantOperation.values()) {
            if (operation.operation().equals(name)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("no operation of a grant: " + name);
    }

    private static int code(GrantConstraint.Kind kind) {
        return switch (kind) {
            case ENCRYPTION_CONTEXT_EQUALS -> 1;
            case ENCRYPTION_CONTEXT_SUBSET -> 2;
        };
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        u32(out, utf8.length);
        out.writeBytes(utf8);
    }

    private static void u32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    private static String string(ByteBuffer in) {
        byte[] utf8 = new byte[in.getInt()];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}

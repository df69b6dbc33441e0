package dev.furoshiki.embedded.material;

import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.Prf;
import dev.furoshiki.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * What a store's links of its audit log are authenticated with: docs/formats/embedded-store-v4.md. Thread-safe.
 *
 * <p>Derived from the key that signs the log, which outlives the root key: the log writes links while the root key is changed.
 */
public final class AuditLinkKey implements RowMac {

    private static final byte[] LABEL = "furoshiki embedded store v4 audit links".getBytes(StandardCharsets.US_ASCII);

    private final Prf links;

    /** @param seed of the key that signs the log; the caller closes it */
    public AuditLinkKey(SecretBytes seed, UUID storeId) {
        byte[] info = ByteBuffer.wrap(Arrays.copyOf(LABEL, LABEL.length + 16))
                .position(LABEL.length)
                .putLong(storeId.getMostSignificantBits())
                .putLong(storeId.getLeastSignificantBits())
                .array();
        try (SecretBytes key = Hkdf.expandSha256(seed, info, RootKey.SIZE_BYTES)) {
            this.links = Prf.hmacSha256(key);
        }
    }

    @Override
    public byte[] mac(AuthenticatedRow row) {
        return links.compute(row.toBytes());
    }

    @Override
    public void close() {
        links.close();
    }
}

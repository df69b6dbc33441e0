package dev.furoshiki.embedded;

import dev.furoshiki.embedded.material.AuthenticatedRow;
import dev.furoshiki.embedded.material.RootKey;
import dev.furoshiki.key.KmsException.InvalidGrantTokenException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Grants by token: {@code base64url(key id 16 | grant id 32 | MAC 32)}. Thread-safe.
 *
 * <p>The MAC tells a damaged token, or one of another key service, from one of a grant that is gone.
 */
final class GrantTokens {

    private static final int GRANT_ID_BYTES = 32;
    private static final int TOKEN_BYTES = 16 + GRANT_ID_BYTES + 32;

    private final RootKey root;

    GrantTokens(RootKey root) {
        this.root = root;
    }

    /** Which grant a token is of. */
    record Named(UUID keyId, String grantId) {}

    String of(UUID keyId, String grantId) {
        byte[] token = ByteBuffer.allocate(TOKEN_BYTES)
                .putLong(keyId.getMostSignificantBits())
                .putLong(keyId.getLeastSignificantBits())
                .put(HexFormat.of().parseHex(grantId))
                .put(root.mac(AuthenticatedRow.ofGrantToken(keyId, grantId)))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** @throws InvalidGrantTokenException when it is none of this store */
    Named parse(String token) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        } catch (IllegalArgumentException noBase64) {
            throw invalid();
        }
        if (bytes.remaining() != TOKEN_BYTES) {
            throw invalid();
        }
        UUID keyId = new UUID(bytes.getLong(), bytes.getLong());
        byte[] grantId = new byte[GRANT_ID_BYTES];
        bytes.get(grantId);
        byte[] mac = new byte[bytes.remaining()];
        bytes.get(mac);
        Named named = new Named(keyId, HexFormat.of().formatHex(grantId));
        if (!root.isAuthentic(AuthenticatedRow.ofGrantToken(keyId, named.grantId()), mac)) {
            throw invalid();
        }
        return named;
    }

    private static InvalidGrantTokenException invalid() {
        return new InvalidGrantTokenException("a grant token is damaged, or of another key store: give the token that "
                + "CreateGrant answered, or name the grant by its id");
    }
}

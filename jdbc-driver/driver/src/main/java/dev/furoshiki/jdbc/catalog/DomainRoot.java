package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;

/**
 * One root of a domain, still sealed.
 *
 * @param purpose what is derived from it
 * @param generation 1 to 255
 * @param encrypted as {@code furoshiki_key} holds it, checked against the manifest
 * @param context what it was sealed with
 */
public record DomainRoot(Purpose purpose, int generation, EncryptedDataKey encrypted, EncryptionContext context) {

    /** What a root is for. The codes are stored and never re-used. */
    public enum Purpose {
        /** The keys of randomized cells. */
        CELL(1),
        /** The deterministic key and the equality-index key. */
        SEARCH(2);

        private final int code;

        Purpose(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }
}

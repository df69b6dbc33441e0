package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.key.EncryptedDataKey;
import java.util.Map;
import java.util.Optional;

/**
 * A verified manifest and what was read along with it. Immutable but for arrays, which nobody writes to.
 *
 * @param catalog for statements
 * @param catalogKey empty while the catalogue lies only in memory
 * @param mac of the manifest; empty likewise
 * @param roots by domain id
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CatalogSnapshot(
        Catalog catalog,
        Manifest manifest,
        Optional<EncryptedDataKey> catalogKey,
        byte[] mac,
        Map<String, DomainRoots> roots) {

    CatalogSnapshot {
        roots = Map.copyOf(roots);
    }

    boolean isStored() {
        return catalogKey.isPresent();
    }

    @Override
    public String toString() {
        return "CatalogSnapshot[" + manifest.databaseId() + ", version " + manifest.version() + "]";
    }
}

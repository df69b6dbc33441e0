package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogException.RolledBackCatalogException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The highest version of each catalogue that this process has accepted, so that it never accepts a lower one, whichever
 * data source it came through. Thread-safe; grows by an entry a database.
 */
final class SeenVersions {

    private static final SeenVersions OF_THIS_PROCESS = new SeenVersions();

    private final Map<String, Seen> highest = new ConcurrentHashMap<>();

    /** @param mac in hex: the same version with another MAC is another history */
    record Seen(long version, String mac) {}

    static SeenVersions ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /** What a read that begins now must not fall below. */
    Map<String, Seen> floor() {
        return Map.copyOf(highest);
    }

    /**
     * Holds a manifest against what was seen before it was read.
     *
     * @throws RolledBackCatalogException when the manifest is older than, or another than, one seen before the read
     */
    static void check(Manifest manifest, byte[] mac, Map<String, Seen> floor) throws RolledBackCatalogException {
        Seen seen = floor.get(manifest.databaseId());
        if (seen == null || manifest.version() > seen.version()) {
            return;
        }
        if (manifest.version() < seen.version()) {
            throw new RolledBackCatalogException("the catalogue of database " + manifest.databaseId()
                    + " went back from"
                    + " version " + seen.version() + " to " + manifest.version() + "; if a backup was restored on"
                    + " purpose, restart the application");
        }
        if (!seen.mac().equals(HexFormat.of().formatHex(mac))) {
            throw new RolledBackCatalogException("the catalogue of database " + manifest.databaseId() + " has version "
                    + seen.version() + " with other content than before; if a backup was restored on purpose, restart"
                    + " the application");
        }
    }

    void accept(Manifest manifest, byte[] mac) {
        Seen seen = new Seen(manifest.version(), HexFormat.of().formatHex(mac));
        highest.merge(manifest.databaseId(), seen, (old, young) -> young.version() > old.version() ? young : old);
    }
}

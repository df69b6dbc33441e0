package dev.furoshiki.jdbc.catalog;

/**
 * The least a catalogue must be: which database's, and from which version on.
 *
 * @param databaseId 32 lower-case hex digits
 * @param minimumVersion the lowest version that is accepted
 */
public record CatalogPin(String databaseId, long minimumVersion) {

    public CatalogPin {
        if (!databaseId.matches("[0-9a-f]{32}") || minimumVersion < 1) {
            throw new IllegalArgumentException("a catalogue pin is <32 lower-case hex digits>:<version from 1>, not "
                    + databaseId + ":" + minimumVersion);
        }
    }

    /**
     * Parses {@code <database id>:<minimum version>}.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static CatalogPin parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2 || !parts[1].matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(
                    "a catalogue pin is <32 lower-case hex digits>:<version from 1>, not " + text);
        }
        return new CatalogPin(parts[0], Long.parseLong(parts[1]));
    }

    @Override
    public String toString() {
        return databaseId + ":" + minimumVersion;
    }
}

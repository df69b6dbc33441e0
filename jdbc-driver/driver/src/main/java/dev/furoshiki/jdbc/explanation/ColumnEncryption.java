package dev.furoshiki.jdbc.explanation;

/**
 * How a column is encrypted.
 *
 * @param type as it was declared, and as the application sees it, such as {@code character varying(11)}
 * @param cell in what form its values are stored
 * @param indexed whether a companion column holds their equality indexes
 * @param domain whose columns share keys: its name, which is {@code schema.table.column} where a column has one of its own
 * @param keyId the key of the key service that the domain's roots are sealed under, as it was declared
 */
public record ColumnEncryption(
        String schema,
        String table,
        String column,
        String type,
        EncryptedForm cell,
        boolean indexed,
        String domain,
        String keyId) {}

package dev.furoshiki.jdbc.catalog;

/**
 * The set of columns whose cells may be compared and moved between each other: keys and associated data belong to it.
 *
 * @param name as declared with {@code DOMAIN =}, or {@code schema.table.column} where a column has its own
 * @param id 32 lower-case hex digits, the 16 random bytes that cells are bound to
 * @param keyId the key its roots are sealed under, such as {@code alias/pii}
 */
public record Domain(String name, String id, String keyId) {}

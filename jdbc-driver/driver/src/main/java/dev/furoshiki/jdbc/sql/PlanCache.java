package dev.furoshiki.jdbc.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import org.jspecify.annotations.Nullable;

/**
 * Plans by text, so that a repeated statement costs a look-up. Thread-safe; bounded by the length of the texts.
 *
 * <p>A text that holds a literal for an encrypted column never gets here: it has no plan, but is refused. A plan holds for one
 * snapshot of the catalogue, or an equal one.
 */
final class PlanCache {

    private static final long MAX_CHARACTERS = 8L << 20;

    /** A longer text, such as an INSERT of very many rows, is rarely repeated. */
    private static final int MAX_TEXT = 64 << 10;

    private record Entry(Catalog catalog, StatementPlan plan) {}

    private final Cache<String, Entry> entries = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .weigher((String text, Entry entry) -> text.length() + 256)
            .build();

    @SuppressWarnings("ReferenceEquality") // the usual case, before the whole catalogues are compared
    @Nullable
    StatementPlan get(String text, Catalog catalog) {
        Entry entry = entries.getIfPresent(text);
        if (entry == null) {
            return null;
        }
        if (entry.catalog == catalog) {
            return entry.plan;
        }
        if (!entry.catalog.equals(catalog)) {
            return null;
        }
        entries.put(text, new Entry(catalog, entry.plan));
        return entry.plan;
    }

    void put(String text, Catalog catalog, StatementPlan plan) {
        if (text.length() <= MAX_TEXT && !(plan instanceof StatementPlan.Definition)) {
            entries.put(text, new Entry(catalog, plan));
        }
    }
}

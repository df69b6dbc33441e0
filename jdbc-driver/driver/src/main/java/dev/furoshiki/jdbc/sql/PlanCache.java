package dev.furoshiki.jdbc.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.text.SqlText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plans by text, so that a repeated statement costs a look-up. Thread-safe; bounded by the length of the texts.
 *
 * <p>A text that holds literals of encrypted columns is kept without them, as a fingerprint; which literals those are is known
 * by the text without any. A plan holds for one snapshot of the catalogue, or an equal one.
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

    @Nullable
    StatementPlan get(String text, Catalog catalog) {
        return lookUp(text, catalog);
    }

    /** The plan of a text that differs from one that is known only in literals of encrypted columns. */
    @Nullable
    StatementPlan get(SqlText statement, Catalog catalog) {
        if (statement.text().length() > MAX_TEXT) {
            return null;
        }
        StatementPlan alike = lookUp(Fingerprint.shape(statement), catalog);
        return alike instanceof Rewritten rewritten
                ? lookUp(Fingerprint.of(statement, rewritten.literals()), catalog)
                : null;
    }

    @SuppressWarnings("ReferenceEquality") // the usual case, before the whole catalogues are compared
    private @Nullable StatementPlan lookUp(String key, Catalog catalog) {
        Entry entry = entries.getIfPresent(key);
        if (entry == null) {
            return null;
        }
        if (entry.catalog == catalog) {
            return entry.plan;
        }
        if (!entry.catalog.equals(catalog)) {
            return null;
        }
        entries.put(key, new Entry(catalog, entry.plan));
        return entry.plan;
    }

    /** @param statements of the text */
    void put(String text, List<SqlText> statements, Catalog catalog, StatementPlan plan) {
        boolean kept = plan instanceof StatementPlan.PassThrough || plan instanceof Rewritten;
        if (text.length() > MAX_TEXT || !kept) {
            return;
        }
        Entry entry = new Entry(catalog, plan);
        if (plan instanceof Rewritten rewritten && !rewritten.literals().isEmpty()) {
            // The plan itself holds none of the literals that were taken out.
            entries.put(Fingerprint.shape(statements.get(0)), entry);
            entries.put(Fingerprint.of(statements.get(0), rewritten.literals()), entry);
        } else {
            entries.put(text, entry);
        }
    }

    /** For tests: whether any key holds that. */
    boolean anyKeyContains(String piece) {
        return entries.asMap().keySet().stream().anyMatch(key -> key.contains(piece));
    }
}

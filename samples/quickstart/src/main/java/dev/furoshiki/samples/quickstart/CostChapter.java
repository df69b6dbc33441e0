package dev.furoshiki.samples.quickstart;

import dev.furoshiki.cache.CacheStatistics;
import dev.furoshiki.samples.quickstart.TextTable.Column;
import java.math.BigDecimal;

/** What the keys cost, and what the cache saved. */
final class CostChapter {

    private static final long USES_A_SECOND = 1_000;
    private static final long SECONDS_A_MONTH = 30L * 24 * 60 * 60;

    private final Narrator narrator;

    CostChapter(Narrator narrator) {
        this.narrator = narrator;
    }

    void tell(CacheStatistics cache) {
        narrator.chapter("What the keys cost");
        long made = cache.callsMade();
        long saved = cache.callsSaved();
        narrator.say(
                "Data keys were wanted %,d times, and the cache's hit rate was %.2f %%: the key service was called %,d times,"
                        + " and %,d calls were saved. By the prices of AWS KMS in Tokyo (%s USD a key and month; %s USD for"
                        + " 10,000 requests, %,d a month free):",
                made + saved,
                100 * cache.hitRate(),
                made,
                saved,
                PriceList.KEY_A_MONTH,
                PriceList.TEN_THOUSAND_REQUESTS,
                PriceList.FREE_REQUESTS_A_MONTH);
        narrator.gap();
        narrator.table(prices(made, saved));
    }

    private static TextTable prices(long made, long saved) {
        TextTable table = new TextTable(Column.text(""), Column.number("calls"), Column.number("USD"));
        table.row("made in this run", calls(made), exact(PriceList.requests(made)));
        table.row("saved in this run", calls(saved), exact(PriceList.requests(saved)));
        table.gap();
        long without = USES_A_SECOND * SECONDS_A_MONTH;
        long with = Math.round((double) without * made / (made + saved));
        String uses = Narrator.format("%,d uses a second for a month", USES_A_SECOND);
        table.row(uses + ", without the cache", calls(without), cents(PriceList.month(1, without)));
        table.row(uses + ", with it as in this run", calls(with), cents(PriceList.month(1, with)));
        return table;
    }

    private static String calls(long calls) {
        return Narrator.format("%,d", calls);
    }

    private static String exact(BigDecimal dollars) {
        return Narrator.format("%.6f", dollars);
    }

    private static String cents(BigDecimal dollars) {
        return Narrator.format("%,.2f", dollars);
    }
}

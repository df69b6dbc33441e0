package dev.furoshiki.benchmarks.tuning;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a key service bills in one region for symmetric keys, in USD. Immutable.
 *
 * @param region its name
 * @param perKey for each key and month
 * @param freeRequests how many requests a month cost nothing
 * @param per10000Requests for 10,000 further ones
 */
public record Prices(String region, BigDecimal perKey, long freeRequests, BigDecimal per10000Requests) {

    /** What is billed as a month. */
    public static final Duration MONTH = Duration.ofDays(30);

    private static final String TABLE = "prices.csv";
    private static final int COLUMNS = 4;
    private static final BigDecimal TEN_THOUSAND = BigDecimal.valueOf(10_000);

    /**
     * Those of a region in the table that comes with this.
     *
     * @throws IllegalArgumentException when it is not in there
     */
    public static Prices of(String region) {
        InputStream table = Objects.requireNonNull(Prices.class.getResourceAsStream(TABLE));
        try (Reader reader = new InputStreamReader(table, StandardCharsets.UTF_8)) {
            return of(region, reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Those of a region in another table.
     *
     * @param table lines of region, price of a key and month, free requests, and price of 10,000 requests, with commas between;
     *     one that begins with # is a remark
     * @throws IllegalArgumentException when the region is not in there, or a line is no such line
     */
    public static Prices of(String region, Reader table) throws IOException {
        Map<String, Prices> regions = new LinkedHashMap<>();
        BufferedReader lines = new BufferedReader(table);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                Prices prices = parsed(line, number);
                regions.put(prices.region(), prices);
            }
        }
        Prices found = regions.get(region);
        if (found == null) {
            throw new IllegalArgumentException(
                    "there are no prices of the region '" + region + "', but of " + regions.keySet() + ": add a line");
        }
        return found;
    }

    private static Prices parsed(String line, int number) {
        List<String> columns =
                List.of(line.split(",", -1)).stream().map(String::strip).toList();
        try {
            if (columns.size() == COLUMNS) {
                return new Prices(
                        columns.get(0),
                        new BigDecimal(columns.get(1)),
                        Long.parseLong(columns.get(2)),
                        new BigDecimal(columns.get(3)));
            }
        } catch (NumberFormatException noNumber) {
            throw malformed(line, number, noNumber);
        }
        throw malformed(line, number, null);
    }

    private static IllegalArgumentException malformed(String line, int number, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "line " + number + " of the prices is a region and three numbers, with commas between, not: " + line,
                cause);
    }

    /** What a month of the same costs, to the cent: each request is billed, throttled and failed ones too. */
    public BigDecimal monthly(Outcome outcome) {
        return monthly(outcome.keys(), outcome.requests(), outcome.length());
    }

    /** @param requests in that time */
    BigDecimal monthly(int keys, long requests, Duration length) {
        BigDecimal aMonth = BigDecimal.valueOf(requests)
                .multiply(BigDecimal.valueOf(MONTH.toNanos()))
                .divide(BigDecimal.valueOf(length.toNanos()), 0, RoundingMode.HALF_UP);
        BigDecimal billed = aMonth.subtract(BigDecimal.valueOf(freeRequests)).max(BigDecimal.ZERO);
        return perKey.multiply(BigDecimal.valueOf(keys))
                .add(billed.multiply(per10000Requests).divide(TEN_THOUSAND))
                .setScale(2, RoundingMode.HALF_UP);
    }
}

package dev.furoshiki.samples.quickstart;

import java.math.BigDecimal;

/** What AWS KMS charges for symmetric keys in its region Asia Pacific (Tokyo), in US dollars. */
final class PriceList {

    static final BigDecimal KEY_A_MONTH = BigDecimal.ONE;
    static final BigDecimal TEN_THOUSAND_REQUESTS = new BigDecimal("0.03");
    static final long FREE_REQUESTS_A_MONTH = 20_000;

    private static final int TEN_THOUSAND = 4;

    private PriceList() {}

    /** So many requests, beyond those that are free. */
    static BigDecimal requests(long requests) {
        return TEN_THOUSAND_REQUESTS.multiply(BigDecimal.valueOf(requests)).movePointLeft(TEN_THOUSAND);
    }

    /** A month with so many keys and requests. */
    static BigDecimal month(long keys, long requests) {
        long charged = Math.max(0, requests - FREE_REQUESTS_A_MONTH);
        return KEY_A_MONTH.multiply(BigDecimal.valueOf(keys)).add(requests(charged));
    }
}

package dev.furoshiki.samples.quickstart;

/**
 * How much the story moves.
 *
 * @param customers how many customers are loaded
 * @param lookups how many of them are then found by phone number
 * @param documentBytes how long the document is
 */
record Size(int customers, int lookups, long documentBytes) {

    static final Size FULL = new Size(15_000, 1_000, 100 << 20);
}

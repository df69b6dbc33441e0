package dev.furoshiki.jdbc.catalog;

import java.util.OptionalInt;

/** What every CHECK of cells and indexes says, in whatever SQL (docs/formats: randomized and deterministic cell v1). Stateless. */
final class CellChecks {

    static final int INDEX_BYTES = 16;

    /** Header, nonce and tag; header and synthetic IV. */
    private static final int RANDOMIZED_BYTES = 33;

    private static final int DETERMINISTIC_BYTES = 18;

    private CellChecks() {}

    /** The length of a cell of no bytes: what a cell adds to its plaintext. */
    static int leastBytes(CellType cellType) {
        return cellType == CellType.RANDOMIZED ? RANDOMIZED_BYTES : DETERMINISTIC_BYTES;
    }

    /** A cell's first byte between what begins and ends a literal. */
    static String firstByte(CellType cellType, String before, String after) {
        return before + (cellType == CellType.RANDOMIZED ? "01" : "02") + after;
    }

    /** The length of the longest cell of a column; empty where its type sets no limit. */
    static OptionalInt mostCellBytes(EncryptedColumn column) {
        OptionalInt plaintext = column.type().maxExactBytes();
        return plaintext.isEmpty()
                ? plaintext
                : OptionalInt.of(Math.addExact(plaintext.getAsInt(), leastBytes(column.cellType())));
    }
}

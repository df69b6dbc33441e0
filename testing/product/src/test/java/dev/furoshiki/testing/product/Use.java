package dev.furoshiki.testing.product;

/** What a data key is used for. */
enum Use {
    ENCRYPT,
    DECRYPT
}

package dev.furoshiki.cache;

/**
 * Keeps what a subclass writes away from the memory before it: the JVM lays out the fields of a superclass first, and those of one
 * class and size in their order. Processors fetch cache lines of 64 bytes in pairs, so it takes 128 bytes.
 */
@SuppressWarnings("UnusedVariable") // it is there for its size
abstract sealed class UsePadding permits UseGrants {

    private long before1;
    private long before2;
    private long before3;
    private long before4;
    private long before5;
    private long before6;
    private long before7;
    private long before8;
    private long before9;
    private long before10;
    private long before11;
    private long before12;
    private long before13;
    private long before14;
    private long before15;
    private long before16;
}

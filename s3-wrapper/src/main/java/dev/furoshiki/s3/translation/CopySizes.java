package dev.furoshiki.s3.translation;

/**
 * How much the store copies at once, in stored bytes.
 *
 * @param mostBytesInOne what one CopyObject takes
 * @param partBytes how much a part of a longer copy holds, unless 10,000 do not suffice
 */
public record CopySizes(long mostBytesInOne, long partBytes) {

    /** S3 takes 5 GiB; 256 MiB take it seconds, which is well below the time limits of HTTP clients. */
    public static final CopySizes OF_S3 = new CopySizes(5L << 30, 256L << 20);
}

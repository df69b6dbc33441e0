package dev.furoshiki.s3.translation;

import java.util.Optional;

/**
 * The CRC of two pieces of data from those of each, as zlib does it: what stands before is multiplied by x to the number of bits behind
 * it, modulo the polynomial. For the CRCs of S3, which are all reflected, and begin and end with every bit inverted.
 */
enum CrcCombination {
    CRC32(32, 0xEDB88320L),
    CRC32C(32, 0x82F63B78L),
    CRC64NVME(64, 0x9A6C9329AC4BC9B5L);

    private final int width;
    /** Without its highest power, the lowest bit first. */
    private final long polynomial;

    CrcCombination(int width, long polynomial) {
        this.width = width;
        this.polynomial = polynomial;
    }

    /** Empty for what is no CRC. */
    static Optional<CrcCombination> of(String algorithm) {
        for (CrcCombination crc : values()) {
            if (crc.name().equals(algorithm)) {
                return Optional.of(crc);
            }
        }
        return Optional.empty();
    }

    int sizeBytes() {
        return width / Byte.SIZE;
    }

    /**
     * The CRC of the one before the other.
     *
     * @param bytesBehind how long the data of the second is
     */
    long combine(long before, long behind, long bytesBehind) {
        return multiply(before, powerOfX(bytesBehind)) ^ behind;
    }

    /** x to the power of eight times a number, by squaring. */
    private long powerOfX(long bytes) {
        long result = highestBit();
        long factor = xToTheEighth();
        for (long left = bytes; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                result = multiply(result, factor);
            }
            factor = multiply(factor, factor);
        }
        return result;
    }

    /** The constant 1, whose power is the lowest: the first bit of a reflected polynomial. */
    private long highestBit() {
        return 1L << (width - 1);
    }

    private long xToTheEighth() {
        return highestBit() >>> Byte.SIZE;
    }

    private long multiply(long one, long other) {
        long product = 0;
        long shifted = other;
        for (long bit = highestBit(); bit != 0; bit >>>= 1) {
            if ((one & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : (shifted >>> 1) ^ polynomial;
        }
        return product;
    }
}

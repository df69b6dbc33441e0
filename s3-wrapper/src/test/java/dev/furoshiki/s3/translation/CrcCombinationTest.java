package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CrcCombinationTest {

    /** Reflected, from the page of CRC-64/NVME (the polynomial AD93D23594C93659). */
    private static final long NVME = 0x9A6C9329AC4BC9B5L;

    @Property(tries = 200)
    void isThatOfTheWhole(@ForAll @Size(max = 300) byte[] whole, @ForAll @IntRange(max = 300) int cut) {
        int at = Math.min(cut, whole.length);
        byte[] before = Arrays.copyOf(whole, at);
        byte[] behind = Arrays.copyOfRange(whole, at, whole.length);
        assertThat(CrcCombination.CRC32.combine(of(new CRC32(), before), of(new CRC32(), behind), behind.length))
                .isEqualTo(of(new CRC32(), whole));
        assertThat(CrcCombination.CRC32C.combine(of(new CRC32C(), before), of(new CRC32C(), behind), behind.length))
                .isEqualTo(of(new CRC32C(), whole));
        assertThat(CrcCombination.CRC64NVME.combine(nvme(before), nvme(behind), behind.length))
                .isEqualTo(nvme(whole));
    }

    /** As parts are combined: from the left, and from the right. */
    @Property(tries = 50)
    void groupsAsOneLikes(@ForAll byte[] one, @ForAll byte[] two, @ForAll byte[] three) {
        for (CrcCombination crc : CrcCombination.values()) {
            long a = of(crc, one);
            long b = of(crc, two);
            long c = of(crc, three);
            assertThat(crc.combine(crc.combine(a, b, two.length), c, three.length))
                    .isEqualTo(crc.combine(a, crc.combine(b, c, three.length), two.length + three.length));
        }
    }

    @Test
    void lengthsAreThoseOfObjects() {
        // 5 GiB of zeros, made of halves that are made of halves.
        long length = 1;
        long crc = of(new CRC32(), new byte[1]);
        while (length < 5L << 30) {
            crc = CrcCombination.CRC32.combine(crc, crc, length);
            length *= 2;
        }
        CRC32 tenth = new CRC32();
        byte[] zeros = new byte[1 << 20];
        for (int i = 0; i < 64; i++) {
            tenth.update(zeros);
        }
        long other = tenth.getValue();
        for (long done = 64L << 20; done < length; done += 64L << 20) {
            other = CrcCombination.CRC32.combine(other, tenth.getValue(), 64L << 20);
        }
        assertThat(crc).isEqualTo(other);
    }

    /** The check value that the catalogue of CRCs gives. */
    @Test
    void theReferenceIsCrc64Nvme() {
        assertThat(nvme("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xAE8B14860A799888L);
    }

    @Test
    void otherChecksumsAreNone() {
        assertThat(CrcCombination.of("SHA256")).isEmpty();
        assertThat(CrcCombination.of("CRC32C")).contains(CrcCombination.CRC32C);
        assertThat(CrcCombination.CRC64NVME.sizeBytes()).isEqualTo(8);
        assertThat(CrcCombination.CRC32.sizeBytes()).isEqualTo(4);
    }

    private static long of(CrcCombination crc, byte[] bytes) {
        return switch (crc) {
            case CRC32 -> of(new CRC32(), bytes);
            case CRC32C -> of(new CRC32C(), bytes);
            case CRC64NVME -> nvme(bytes);
        };
    }

    private static long of(Checksum checksum, byte[] bytes) {
        checksum.update(bytes, 0, bytes.length);
        return checksum.getValue();
    }

    /** Bit by bit. */
    private static long nvme(byte[] bytes) {
        long crc = -1;
        for (byte each : bytes) {
            crc ^= Byte.toUnsignedLong(each);
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ NVME;
            }
        }
        return ~crc;
    }
}

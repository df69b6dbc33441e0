package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every published message of FLOE opens, byte for byte, and ours have the same shape. */
class FloeVectorsTest {

    private static final byte[] AAD = "This is AAD".getBytes(StandardCharsets.US_ASCII);
    private static final int VECTOR_ROTATION_BITS = 2;

    @ParameterizedTest
    @EnumSource
    void everyVectorOpens(Providers providers) throws IOException {
        CryptoProvider provider = providers.get();
        Path folder = PublishedVectors.folder("floe");
        List<String> names;
        try (Stream<Path> files = Files.list(folder)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("_ct.txt"))
                    .map(name -> name.substring(0, name.length() - "_ct.txt".length()))
                    .sorted()
                    .toList();
        }
        assertThat(names).isNotEmpty();
        int segments = 0;
        for (String name : names) {
            byte[] sealed = hex(folder.resolve(name + "_ct.txt"));
            byte[] plaintext = hex(folder.resolve(name + "_pt.txt"));
            int rotationBits = name.contains("rotation") ? VECTOR_ROTATION_BITS : FloeSegments.ROTATION_BITS;
            byte[] header = Arrays.copyOf(sealed, SegmentedAead.HEADER_BYTES);
            byte[] body = Arrays.copyOfRange(sealed, SegmentedAead.HEADER_BYTES, sealed.length);
            try (SegmentedAead floe = FloeSegments.open(provider, zeroKey(), header, AAD, rotationBits)) {
                assertThat(floe.header()).as(name).isEqualTo(header);
                assertThat(open(floe, body)).as(name).isEqualTo(plaintext);
                segments += segments(floe, body);
                resealedHasItsShape(provider, floe.plaintextSegmentBytes(), body, plaintext, rotationBits);
            }
        }
        System.out.println("FLOE through " + provider.name() + ": " + names.size() + " messages, " + segments
                + " segments: " + String.join(", ", names));
    }

    /** Sealing is random, so what is compared is lengths and markers; that our own messages open says the rest. */
    private static void resealedHasItsShape(
            CryptoProvider provider, int segmentBytes, byte[] body, byte[] plaintext, int rotationBits) {
        try (SegmentedAead floe = FloeSegments.create(provider, zeroKey(), segmentBytes, AAD, rotationBits);
                SegmentedAead reader = FloeSegments.open(provider, zeroKey(), floe.header(), AAD, rotationBits)) {
            byte[] resealed = new byte[body.length];
            int step = segmentBytes + SegmentedAead.SEGMENT_OVERHEAD_BYTES;
            int used = 0;
            for (int position = 0; position * step < body.length; position++) {
                boolean last = (position + 1) * step >= body.length;
                int from = position * segmentBytes;
                int length = last ? plaintext.length - from : segmentBytes;
                int written = floe.encryptSegment(position, last, plaintext, from, length, resealed, used);
                assertThat(Arrays.copyOfRange(resealed, used, used + 4))
                        .isEqualTo(Arrays.copyOfRange(body, used, used + 4));
                used += written;
            }
            assertThat(used).isEqualTo(body.length);
            assertThat(open(reader, resealed)).isEqualTo(plaintext);
        }
    }

    private static byte[] open(SegmentedAead floe, byte[] body) {
        ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        int step = floe.plaintextSegmentBytes() + SegmentedAead.SEGMENT_OVERHEAD_BYTES;
        byte[] out = new byte[floe.plaintextSegmentBytes()];
        for (int position = 0; position * step < body.length; position++) {
            int from = position * step;
            boolean last = from + step >= body.length;
            int length = last ? body.length - from : step;
            plaintext.write(out, 0, floe.decryptSegment(position, last, body, from, length, out, 0));
        }
        return plaintext.toByteArray();
    }

    private static int segments(SegmentedAead floe, byte[] body) {
        int step = floe.plaintextSegmentBytes() + SegmentedAead.SEGMENT_OVERHEAD_BYTES;
        return (body.length + step - 1) / step;
    }

    private static SecretBytes zeroKey() {
        return SecretBytes.takeOver(new byte[32]);
    }

    private static byte[] hex(Path file) throws IOException {
        return HexFormat.of().parseHex(Files.readString(file).strip());
    }
}

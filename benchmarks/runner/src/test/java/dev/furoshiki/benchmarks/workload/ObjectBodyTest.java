package dev.furoshiki.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectBodyTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 16, 1024, 65_536, 1_048_582, 1_048_583, 1_048_584, 5_000_000})
    void streamAndPiecesAreTheSameBytes(long length) throws IOException {
        ObjectBody body = new ObjectBody(7, length);
        byte[] bytes = body.stream().readAllBytes();
        assertThat(bytes).hasSize((int) length);
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (ByteBuffer piece : body.pieces()) {
            byte[] each = new byte[piece.remaining()];
            piece.duplicate().get(each);
            joined.writeBytes(each);
        }
        assertThat(joined.toByteArray()).isEqualTo(bytes);
        assertThat(body.has(0, ByteBuffer.wrap(bytes))).isTrue();
        try (InputStream slow = body.stream()) {
            for (int i = 0; i < Math.min(length, 20); i++) {
                assertThat(slow.read()).isEqualTo(bytes[i] & 0xff);
            }
        }
    }

    @Test
    void otherBytesAndOtherPlacesAreNoticed() throws IOException {
        ObjectBody body = new ObjectBody(7, 3_000_000);
        byte[] bytes = body.stream().readAllBytes();
        ByteBuffer across = ByteBuffer.wrap(bytes, 1_000_000, 100_000);
        assertThat(body.has(1_000_000, across)).isTrue();
        assertThat(body.has(1_000_001, across)).isFalse();
        // Where a block of 1 MiB would be the same again.
        assertThat(body.has(1_000_000 + (1 << 20), across)).isFalse();
        bytes[1_099_999] ^= 1;
        assertThat(body.has(1_000_000, across)).isFalse();
        assertThat(body.has(2_999_999, ByteBuffer.wrap(bytes, 0, 2))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {16, 1024, 3_000_000})
    void plaintextIsFoundWhereverAStoreHasIt(long length) throws IOException {
        ObjectBody body = new ObjectBody(7, length);
        byte[] bytes = body.stream().readAllBytes();
        byte[] stored = new byte[(int) Math.min(length, ObjectBody.bytesToSearch()) + 100];
        assertThat(body.isReadableIn(stored)).isFalse();
        System.arraycopy(bytes, 0, stored, 100, stored.length - 100);
        assertThat(body.isReadableIn(stored)).isTrue();
        assertThat(new ObjectBody(8, length).isReadableIn(stored)).isFalse();
        assertThat(body.isReadableIn(Arrays.copyOf(stored, 100))).isFalse();
    }

    @Test
    void aNameSaysWhatIsDoneAndWithHowMuch() {
        assertThat(ObjectUse.of("s3.put-1k"))
                .isEqualTo(new ObjectUse(ObjectUse.Operation.PUT, false, 1024, ObjectUse.Requests.BY_DEFAULT));
        assertThat(ObjectUse.of("s3.async-get-1g"))
                .isEqualTo(new ObjectUse(ObjectUse.Operation.GET, true, 1 << 30, ObjectUse.Requests.BY_DEFAULT));
        assertThat(ObjectUse.of("s3.async-put-64m-parts"))
                .isEqualTo(new ObjectUse(ObjectUse.Operation.PUT, true, 64 << 20, ObjectUse.Requests.PARTS));
        assertThat(ObjectUse.of("s3.range-64k").operationBytes(64 << 20)).isEqualTo(65_536);
        assertThat(ObjectUse.names()).hasSize(15);
        assertThatThrownBy(() -> ObjectUse.of("s3.put"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no S3 workload 's3.put', only [s3.async-get-1g, ");
    }
}

package dev.furoshiki.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.Aead;
import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.DeterministicAead;
import dev.furoshiki.crypto.Hkdf;
import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.testing.documents.Document;
import dev.furoshiki.testing.documents.Vector;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CellV1Test {

    private static final int HEADER = CellV1.RANDOMIZED_HEADER_BYTES;
    private static final byte[] NO_AAD = {};
    private static final int SHORT_HEADER = CellV1.DETERMINISTIC_HEADER_BYTES;

    private final SecretBytes root = SecretBytes.random(32);
    private final byte[] domain = SecretBytes.random(16).toByteArray();

    static List<Vector> randomized() throws IOException {
        return vectors("cell root");
    }

    static List<Vector> deterministic() throws IOException {
        return vectors("search root");
    }

    private static List<Vector> vectors(String root) throws IOException {
        List<Vector> vectors = Document.read("docs/formats/cell-v1.md").vectors().stream()
                .filter(vector -> vector.has(root))
                .toList();
        assertThat(vectors).hasSizeGreaterThan(2);
        return vectors;
    }

    @ParameterizedTest
    @MethodSource("randomized")
    void readsRandomizedVersion1ForEver(Vector vector) {
        byte[] cell = vector.bytes("cell");
        byte[] domainId = vector.bytes("domain id");
        int generation = CellV1.requireRandomized(cell);
        int epoch = CellV1.epoch(cell);
        assertThat(generation).isEqualTo(vector.number("generation"));
        assertThat(epoch).isEqualTo(vector.number("epoch"));
        byte[] header = CellV1.randomizedHeader(generation, epoch);
        assertThat(header).isEqualTo(Arrays.copyOf(cell, HEADER));
        assertThat(Arrays.copyOfRange(cell, HEADER, HEADER + Aead.NONCE_BYTES)).isEqualTo(vector.bytes("nonce"));
        SecretBytes key = Hkdf.expandSha256(
                SecretBytes.takeOver(vector.bytes("cell root")),
                CellV1.cellKeyInfo(domainId, vector.number("type code"), generation, epoch),
                CellV1.CELL_KEY_BYTES);
        assertThat(key.toByteArray()).isEqualTo(vector.bytes("cell key"));
        try (Aead aead = Aead.aesGcm(key)) {
            assertThat(aead.decrypt(cell, HEADER, cell.length - HEADER, NO_AAD)).isEqualTo(vector.bytes("plaintext"));
        }
    }

    @ParameterizedTest
    @MethodSource("deterministic")
    void readsAndWritesDeterministicVersion1ForEver(Vector vector) {
        byte[] cell = vector.bytes("cell");
        byte[] domainId = vector.bytes("domain id");
        int generation = CellV1.requireDeterministic(cell);
        assertThat(generation).isEqualTo(vector.number("generation"));
        byte[] header = CellV1.deterministicHeader(generation);
        assertThat(header).isEqualTo(Arrays.copyOf(cell, SHORT_HEADER));
        byte[] aad = CellV1.aad(header, domainId, vector.number("type code"));
        assertThat(aad).isEqualTo(vector.bytes("AAD"));
        SecretBytes key = Hkdf.expandSha256(
                SecretBytes.takeOver(vector.bytes("search root")),
                CellV1.deterministicKeyInfo(domainId, generation),
                CellV1.DETERMINISTIC_KEY_BYTES);
        assertThat(key.toByteArray()).isEqualTo(vector.bytes("AES-SIV key"));
        try (DeterministicAead siv = DeterministicAead.aesSiv(key)) {
            assertThat(siv.decrypt(cell, SHORT_HEADER, cell.length - SHORT_HEADER, aad))
                    .isEqualTo(vector.bytes("plaintext"));
            assertThat(siv.encrypt(vector.bytes("plaintext"), aad))
                    .isEqualTo(Arrays.copyOfRange(cell, SHORT_HEADER, cell.length));
        }
    }

    private byte[] seal(byte[] plaintext, int generation, int epoch, int typeCode) {
        byte[] header = CellV1.randomizedHeader(generation, epoch);
        byte[] cell = Arrays.copyOf(header, HEADER + plaintext.length + Aead.OVERHEAD_BYTES);
        try (SecretBytes key = Hkdf.expandSha256(root, CellV1.cellKeyInfo(domain, typeCode, generation, epoch), 32);
                Aead aead = Aead.aesGcm(key)) {
            aead.encrypt(plaintext, 0, plaintext.length, NO_AAD, cell, HEADER);
        }
        return cell;
    }

    /** As a reader does: everything from the cell but domain and type. */
    private byte[] open(byte[] cell, byte[] ofDomain, int typeCode) {
        int generation = CellV1.requireRandomized(cell);
        int epoch = CellV1.epoch(cell);
        try (SecretBytes key = Hkdf.expandSha256(root, CellV1.cellKeyInfo(ofDomain, typeCode, generation, epoch), 32);
                Aead aead = Aead.aesGcm(key)) {
            return aead.decrypt(cell, HEADER, cell.length - HEADER, NO_AAD);
        }
    }

    @Property(tries = 100)
    void headersGiveBackWhatTheyWereMadeOf(
            @ForAll @IntRange(min = 1, max = 255) int generation,
            @ForAll @IntRange(max = CellV1.EPOCHS - 1) int epoch,
            @ForAll @IntRange(min = 1, max = 65535) int typeCode,
            @ForAll @Size(max = 60) byte[] plaintext) {
        byte[] cell = seal(plaintext, generation, epoch, typeCode);
        assertThat(cell).hasSize(33 + plaintext.length);
        assertThat(CellV1.requireRandomized(cell)).isEqualTo(generation);
        assertThat(CellV1.epoch(cell)).isEqualTo(epoch);
        assertThat(open(cell, domain, typeCode)).isEqualTo(plaintext);
        byte[] header = CellV1.deterministicHeader(generation);
        assertThat(CellV1.requireDeterministic(Arrays.copyOf(header, 18))).isEqualTo(generation);
    }

    @Property(tries = 20)
    void everyFlippedByteIsRefused(@ForAll @Size(max = 20) byte[] plaintext) {
        byte[] cell = seal(plaintext, 1, 77, 3);
        for (int i = 0; i < cell.length; i++) {
            byte[] flipped = cell.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            assertThatThrownBy(() -> open(flipped, domain, 3))
                    .isInstanceOfAny(AuthenticationFailedException.class, MalformedCiphertextException.class);
        }
        for (int length = 0; length < cell.length; length++) {
            byte[] cut = Arrays.copyOf(cell, length);
            assertThatThrownBy(() -> open(cut, domain, 3))
                    .isInstanceOfAny(AuthenticationFailedException.class, MalformedCiphertextException.class);
        }
        byte[] longer = Arrays.copyOf(cell, cell.length + 1);
        assertThatThrownBy(() -> open(longer, domain, 3)).isInstanceOf(AuthenticationFailedException.class);
    }

    /** As a reader does: header read back from the cell, key and associated data made of it. */
    private byte[] openDeterministic(byte[] cell) {
        int generation = CellV1.requireDeterministic(cell);
        byte[] info = CellV1.deterministicKeyInfo(domain, generation);
        try (SecretBytes key = Hkdf.expandSha256(root, info, CellV1.DETERMINISTIC_KEY_BYTES);
                DeterministicAead siv = DeterministicAead.aesSiv(key)) {
            byte[] aad = CellV1.aad(CellV1.deterministicHeader(generation), domain, 3);
            return siv.decrypt(cell, SHORT_HEADER, cell.length - SHORT_HEADER, aad);
        }
    }

    @Property(tries = 20)
    void everyFlippedByteOfADeterministicCellIsRefused(@ForAll @Size(max = 20) byte[] plaintext) {
        byte[] header = CellV1.deterministicHeader(1);
        byte[] cell;
        byte[] info = CellV1.deterministicKeyInfo(domain, 1);
        try (SecretBytes key = Hkdf.expandSha256(root, info, CellV1.DETERMINISTIC_KEY_BYTES);
                DeterministicAead siv = DeterministicAead.aesSiv(key)) {
            byte[] sealed = siv.encrypt(plaintext, CellV1.aad(header, domain, 3));
            cell = Arrays.copyOf(header, SHORT_HEADER + sealed.length);
            System.arraycopy(sealed, 0, cell, SHORT_HEADER, sealed.length);
        }
        assertThat(openDeterministic(cell)).isEqualTo(plaintext);
        for (int i = 0; i < cell.length; i++) {
            byte[] flipped = cell.clone();
            flipped[i] ^= (byte) (1 << i % 8);
            assertThatThrownBy(() -> openDeterministic(flipped))
                    .isInstanceOfAny(AuthenticationFailedException.class, MalformedCiphertextException.class);
        }
        for (int length = 0; length < cell.length; length++) {
            byte[] cut = Arrays.copyOf(cell, length);
            assertThatThrownBy(() -> openDeterministic(cut))
                    .isInstanceOfAny(AuthenticationFailedException.class, MalformedCiphertextException.class);
        }
        byte[] longer = Arrays.copyOf(cell, cell.length + 1);
        assertThatThrownBy(() -> openDeterministic(longer)).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void anotherDomainOrTypeIsRefused() {
        byte[] cell = seal(new byte[] {1}, 1, 77, 3);
        byte[] other = domain.clone();
        other[15] ^= 1;
        assertThatThrownBy(() -> open(cell, other, 3)).isInstanceOf(AuthenticationFailedException.class);
        assertThatThrownBy(() -> open(cell, domain, 4)).isInstanceOf(AuthenticationFailedException.class);
        assertThatThrownBy(() -> open(cell, domain, 3 + 256)).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void whatIsNoCellIsSaidToBeNone() {
        assertThatThrownBy(() -> CellV1.requireRandomized(new byte[32]))
                .isInstanceOf(MalformedCiphertextException.class)
                .hasMessage("a randomized cell has at least 33 bytes, not 32 (at byte 32)");
        assertThatThrownBy(() -> CellV1.requireDeterministic(new byte[17]))
                .isInstanceOf(MalformedCiphertextException.class)
                .hasMessage("a deterministic cell has at least 18 bytes, not 17 (at byte 17)");
        byte[] deterministic = Arrays.copyOf(CellV1.deterministicHeader(1), 40);
        assertThatThrownBy(() -> CellV1.requireRandomized(deterministic))
                .isInstanceOf(MalformedCiphertextException.class)
                .hasMessage("a randomized cell begins with 1 (at byte 0)");
        byte[] randomized = Arrays.copyOf(CellV1.randomizedHeader(1, 1), 40);
        assertThatThrownBy(() -> CellV1.requireDeterministic(randomized))
                .isInstanceOf(MalformedCiphertextException.class)
                .hasMessage("a deterministic cell begins with 2 (at byte 0)");
        randomized[1] = 0;
        assertThatThrownBy(() -> CellV1.requireRandomized(randomized))
                .isInstanceOf(MalformedCiphertextException.class)
                .hasMessage("generations count from 1 (at byte 1)");
    }

    @Test
    void whatDoesNotFitIntoItsFieldIsRefused() {
        assertThat(CellV1.randomizedHeader(255, CellV1.EPOCHS - 1)).containsExactly(1, 0xff, 0xff, 0xff, 0xff);
        byte[] header = CellV1.deterministicHeader(1);
        List.<Runnable>of(
                        () -> CellV1.randomizedHeader(0, 1),
                        () -> CellV1.randomizedHeader(256, 1),
                        () -> CellV1.randomizedHeader(1, -1),
                        () -> CellV1.randomizedHeader(1, CellV1.EPOCHS),
                        () -> CellV1.deterministicHeader(0),
                        () -> CellV1.aad(header, domain, 0),
                        () -> CellV1.aad(header, domain, 65536),
                        () -> CellV1.aad(header, new byte[15], 1),
                        () -> CellV1.cellKeyInfo(new byte[17], 1, 1, 1),
                        () -> CellV1.cellKeyInfo(domain, 0, 1, 1),
                        () -> CellV1.cellKeyInfo(domain, 65536, 1, 1),
                        () -> CellV1.cellKeyInfo(domain, 1, 1, CellV1.EPOCHS),
                        () -> CellV1.deterministicKeyInfo(domain, 256),
                        () -> EqualityIndexV1.keyInfo(new byte[15], 1),
                        () -> EqualityIndexV1.keyInfo(domain, 0),
                        () -> EqualityIndexV1.input(65536, new byte[1]),
                        () -> EqualityIndexV1.truncate(new byte[15]))
                .forEach(call -> assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class));
    }
}

package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SecretBytesTest {

    @Test
    void copiesAreApart() {
        byte[] bytes = {1, 2, 3};
        SecretBytes secret = SecretBytes.copyOf(bytes);
        bytes[0] = 9;
        secret.toByteArray()[1] = 9;
        assertThat(secret.toByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    void closingZeroesTheBufferAndRefusesReaders() {
        byte[] bytes = {1, 2, 3};
        SecretBytes secret = SecretBytes.takeOver(bytes);
        secret.close();
        secret.close();
        assertThat(bytes).containsOnly(0);
        assertThat(secret.isDestroyed()).isTrue();
        assertThat(secret.sizeBytes()).isEqualTo(3);
        assertThatThrownBy(secret::toByteArray)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the secret was destroyed");
    }

    @Test
    void comparesBytes() {
        SecretBytes secret = SecretBytes.copyOf(new byte[] {1, 2, 3});
        assertThat(secret.sameAs(SecretBytes.copyOf(new byte[] {1, 2, 3}))).isTrue();
        assertThat(secret.sameAs(SecretBytes.copyOf(new byte[] {1, 2, 4}))).isFalse();
        assertThat(secret.sameAs(SecretBytes.copyOf(new byte[] {1, 2}))).isFalse();
    }

    @Test
    void keysShowTheirLengthOnly() {
        assertThat(SecretBytes.copyOf(new byte[] {65, 66})).hasToString("SecretBytes[2 bytes]");
        assertThat(new RawKey("AES", new byte[] {65, 66})).hasToString("RawKey[AES, 2 bytes]");
    }

    @Test
    void aKeyIsNotWrittenToStreams() throws Exception {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(new RawKey("AES", new byte[32])))
                    .isInstanceOf(NotSerializableException.class);
        }
    }

    @Test
    void aReaderThatRacesWithTheCloseGetsTheTrueBytesOrAnException() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        byte[] expected = new byte[256];
        Arrays.fill(expected, (byte) 7);
        try {
            for (int round = 0; round < 3000; round++) {
                SecretBytes secret = SecretBytes.copyOf(expected);
                CountDownLatch start = new CountDownLatch(1);
                Future<byte[]> reader = threads.submit(() -> {
                    byte[] last = secret.toByteArray();
                    start.countDown();
                    try {
                        while (true) {
                            last = secret.toByteArray();
                            if (!Arrays.equals(last, expected)) {
                                return last;
                            }
                        }
                    } catch (IllegalStateException destroyed) {
                        return last;
                    }
                });
                start.await();
                secret.close();
                assertThat(reader.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}

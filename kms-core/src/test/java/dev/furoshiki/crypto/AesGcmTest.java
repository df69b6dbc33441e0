package dev.furoshiki.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AesGcmTest {

    private static final byte[] AAD = {1, 2};

    /** A plain JCA cipher that nobody configured is the other implementation. */
    @ParameterizedTest
    @EnumSource
    void aPlainCipherOpensWhatWasSealed(Providers providers) throws Exception {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 3);
        byte[] message = new byte[150_000];
        message[149_999] = 9;
        try (AesGcm aead = new AesGcm(SecretBytes.copyOf(key), providers.get())) {
            byte[] sealed = aead.encrypt(message, AAD);
            Cipher plain = Cipher.getInstance("AES/GCM/NoPadding");
            plain.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, sealed, 0, 12));
            plain.updateAAD(AAD);
            assertThat(plain.doFinal(sealed, 12, sealed.length - 12)).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noNonceComesTwice(Providers providers) {
        Set<String> nonces = new HashSet<>();
        try (AesGcm aead = new AesGcm(SecretBytes.random(32), providers.get())) {
            for (int i = 0; i < 20_000; i++) {
                byte[] sealed = aead.encrypt(new byte[0], AAD);
                nonces.add(HexFormat.of().formatHex(sealed, 0, Aead.NONCE_BYTES));
            }
        }
        assertThat(nonces).hasSize(20_000);
    }

    @Test
    void noNonceComesTwiceWhereThreadsShareCiphersAndKeys() throws Exception {
        int threads = 6;
        int messages = 20_000;
        Set<String> nonces = ConcurrentHashMap.newKeySet();
        SecretBytes key = SecretBytes.random(32);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (AesGcm one = new AesGcm(key, CryptoProvider.selected());
                AesGcm other = new AesGcm(key, CryptoProvider.selected())) {
            List<Future<?>> users = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                AesGcm mine = t % 2 == 0 ? one : other;
                users.add(executor.submit(() -> {
                    for (int i = 0; i < messages; i++) {
                        nonces.add(HexFormat.of().formatHex(mine.encrypt(AAD, AAD), 0, Aead.NONCE_BYTES));
                    }
                }));
            }
            for (Future<?> user : users) {
                user.get();
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(nonces).hasSize(threads * messages);
    }

    @Test
    void aKeySealsAsManyMessagesAsItsBudgetHasAndOpensThemAfterwards() {
        int most = 3000;
        try (AesGcm aead = new AesGcm(SecretBytes.random(32), CryptoProvider.selected(), new MessageBudget(most))) {
            byte[] last = {};
            for (int i = 0; i < most; i++) {
                last = aead.encrypt(new byte[] {7}, AAD);
            }
            assertThatThrownBy(() -> aead.encrypt(new byte[] {7}, AAD))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("2^32")
                    .hasMessageContaining("use another key");
            assertThat(aead.decrypt(last, AAD)).containsExactly(7);
            assertThatThrownBy(() -> aead.encrypt(new byte[] {7}, AAD)).isInstanceOf(IllegalStateException.class);
        }
    }

    /** A cipher is dropped when a message does not open: what it had reserved must come back. */
    @Test
    void aDroppedCipherGivesItsReserveBack() {
        int most = 2000;
        try (AesGcm aead = new AesGcm(SecretBytes.random(32), CryptoProvider.selected(), new MessageBudget(most))) {
            for (int i = 0; i < most; i++) {
                byte[] sealed = aead.encrypt(new byte[] {7}, AAD);
                assertThatThrownBy(() -> aead.decrypt(sealed, new byte[0]))
                        .isInstanceOf(AuthenticationFailedException.class);
            }
            assertThatThrownBy(() -> aead.encrypt(new byte[] {7}, AAD)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(MessageBudget.MOST_MESSAGES).isEqualTo(1L << 32);
    }

    @Test
    void theKeyMayBeDestroyedAtOnceAndAClosedCipherRefuses() {
        SecretBytes key = SecretBytes.random(32);
        Aead aead = Aead.aesGcm(key);
        key.close();
        byte[] sealed = aead.encrypt(new byte[] {7}, AAD);
        assertThat(aead.decrypt(sealed, AAD)).containsExactly(7);
        aead.close();
        aead.close();
        assertThatThrownBy(() -> aead.encrypt(new byte[] {7}, AAD))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the AES-GCM key was closed");
        assertThatThrownBy(() -> aead.decrypt(sealed, AAD)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCipherThatRefusedAMessageStillWorks() {
        try (Aead aead = Aead.aesGcm(SecretBytes.random(32))) {
            byte[] sealed = aead.encrypt(new byte[] {7}, AAD);
            assertThatThrownBy(() -> aead.decrypt(sealed, new byte[] {3}))
                    .isInstanceOf(AuthenticationFailedException.class);
            assertThat(aead.decrypt(sealed, AAD)).containsExactly(7);
        }
    }

    @Test
    void keysAndRangesThatCannotBeAreRefused() {
        for (int size : new int[] {0, 16, 24, 31, 33}) {
            assertThatThrownBy(() -> Aead.aesGcm(SecretBytes.random(size)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("an AES-256-GCM key has 32 bytes, not " + size);
        }
        try (Aead aead = Aead.aesGcm(SecretBytes.random(32))) {
            byte[] bytes = new byte[100];
            assertThatThrownBy(() -> aead.encrypt(bytes, 90, 11, AAD, new byte[100], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> aead.encrypt(bytes, 0, 50, AAD, new byte[77], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> aead.decrypt(bytes, 90, 11, AAD)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> aead.decrypt(bytes, -1, 40, AAD)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> aead.encrypt(bytes, 12, 20, AAD, bytes, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("overlap");
            int written = aead.encrypt(bytes, 50, 20, AAD, bytes, 0);
            assertThat(aead.decrypt(bytes, 0, written, AAD)).isEqualTo(new byte[20]);
        }
    }
}

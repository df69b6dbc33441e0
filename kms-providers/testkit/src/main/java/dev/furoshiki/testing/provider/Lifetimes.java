package dev.furoshiki.testing.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.crypto.SecretBytes;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.EncryptedDataKey;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.kms.GeneratedDataKey;
import dev.furoshiki.kms.KeyManagementService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many threads at once, and the end of a service. */
interface Lifetimes {

    TestedProvider provider();

    @Test
    default void threadsDoNotMeet() throws Exception {
        try (KeyManagementService service = provider().open()) {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                EncryptionContext context = EncryptionContext.of("thread", "" + thread);
                work.add(() -> roundTrips(service, context, 12));
            }
            assertThat(together(work)).containsOnly(12);
        }
    }

    @Test
    default void closingTwiceIsHarmless() {
        try (KeyManagementService open = provider().open()) {
            KeyManagementService service = provider().open();
            service.close();
            service.close();
            open.generateDataKey(provider().keyArn(), 32, RoundTrips.CONTEXT).close();
        }
    }

    @Test
    default void aClosedServiceRefusesAndWhatItGaveStays() {
        KeyManagementService service = provider().open();
        try (GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, RoundTrips.CONTEXT);
                SecretBytes opened = service.decrypt(generated.encrypted(), RoundTrips.CONTEXT)) {
            service.close();
            assertThat(opened.sameAs(generated.plaintext())).isTrue();
            EncryptedDataKey sealed = generated.encrypted();
            assertClosed(() -> service.generateDataKey(provider().keyArn(), 32, RoundTrips.CONTEXT)
                    .close());
            assertClosed(() -> service.encrypt(provider().keyArn(), opened, RoundTrips.CONTEXT));
            assertClosed(() -> service.decrypt(sealed, RoundTrips.CONTEXT).close());
            assertClosed(() -> service.dryRunDecrypt(sealed, RoundTrips.CONTEXT));
            assertThat(service.provider()).isNotEmpty();
        } finally {
            service.close();
        }
    }

    /** Calls under way end, with the right value or a typed exception. */
    @Test
    default void closingUnderWayIsSafe() throws Exception {
        for (int round = 0; round < 3; round++) {
            KeyManagementService service = provider().open();
            List<Callable<Integer>> work = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                EncryptionContext context = EncryptionContext.of("thread", "" + thread);
                work.add(() -> roundTripsUntilClosed(service, context));
            }
            work.add(() -> {
                roundTrips(provider(), 1 + work.size());
                service.close();
                return 0;
            });
            try {
                together(work);
            } finally {
                service.close();
            }
        }
    }

    private int roundTripsUntilClosed(KeyManagementService service, EncryptionContext context) {
        for (int done = 0; ; done++) {
            try {
                roundTrips(service, context, 1);
            } catch (KmsException | IllegalStateException closed) {
                return done;
            }
        }
    }

    private static void roundTrips(TestedProvider provider, int rounds) {
        try (KeyManagementService another = provider.open()) {
            for (int i = 0; i < rounds; i++) {
                another.generateDataKey(provider.keyArn(), 16, RoundTrips.CONTEXT)
                        .close();
            }
        }
    }

    private int roundTrips(KeyManagementService service, EncryptionContext context, int rounds) {
        for (int i = 0; i < rounds; i++) {
            try (GeneratedDataKey generated = service.generateDataKey(provider().keyArn(), 32, context);
                    SecretBytes opened = service.decrypt(generated.encrypted(), context)) {
                assertThat(opened.sameAs(generated.plaintext())).isTrue();
            }
        }
        return rounds;
    }

    private static List<Integer> together(List<Callable<Integer>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> result : threads.invokeAll(work)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void assertClosed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }
}

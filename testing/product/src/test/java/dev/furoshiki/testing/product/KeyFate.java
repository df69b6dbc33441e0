package dev.furoshiki.testing.product;

import dev.furoshiki.embedded.EmbeddedKeyService;
import java.time.Duration;

/** What becomes of a key after it was used, or could have been. */
enum KeyFate {
    STAYS_ENABLED {
        @Override
        void befall(String keyId, EmbeddedKeyService keys, SettableClock clock) {}
    },
    DISABLED {
        @Override
        void befall(String keyId, EmbeddedKeyService keys, SettableClock clock) {
            keys.disableKey(keyId);
        }
    },
    PENDING_DELETION {
        @Override
        void befall(String keyId, EmbeddedKeyService keys, SettableClock clock) {
            keys.scheduleKeyDeletion(keyId);
        }
    },
    DELETED {
        @Override
        void befall(String keyId, EmbeddedKeyService keys, SettableClock clock) {
            keys.scheduleKeyDeletion(keyId, SHORTEST_WINDOW_DAYS);
            clock.advance(Duration.ofDays(SHORTEST_WINDOW_DAYS));
        }
    };

    private static final int SHORTEST_WINDOW_DAYS = 7;

    abstract void befall(String keyId, EmbeddedKeyService keys, SettableClock clock);
}

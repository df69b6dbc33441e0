package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.key.KmsException;
import java.lang.reflect.Constructor;
import org.junit.jupiter.api.Test;

class RepeatedExceptionTest {

    @Test
    void everyTypeIsRepeatedWithMessageAndCause() throws Exception {
        Class<?>[] types = KmsException.class.getPermittedSubclasses();
        assertThat(types).hasSizeGreaterThan(20);
        for (Class<?> type : types) {
            IllegalStateException cause = new IllegalStateException("below");
            Constructor<?> constructor = type.getConstructors()[0];
            boolean hasCause = constructor.getParameterCount() == 2;
            KmsException first = (KmsException)
                    (hasCause
                            ? constructor.newInstance("what happened", cause)
                            : constructor.newInstance("what happened"));
            KmsException again = RepeatedException.of(first);
            assertThat(again).isExactlyInstanceOf(type).isNotSameAs(first).hasMessage("what happened");
            assertThat(again.getCause()).isSameAs(hasCause ? cause : null);
        }
    }
}

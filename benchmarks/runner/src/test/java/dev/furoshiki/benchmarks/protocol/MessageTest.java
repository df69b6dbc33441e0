package dev.furoshiki.benchmarks.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MessageTest {

    @Property(tries = 300)
    void anythingThatCanBeSaidComesBack(@ForAll Map<String, String> values) {
        Map<String, String> valid = withoutLoneSurrogates(values);
        Message message = new Message("open", valid);
        assertThat(message.encoded()).doesNotContain("\n", "\r");
        assertThat(Message.decode(message.encoded())).contains(message);
    }

    @Test
    void linesOfOthersAreNotMessages() {
        assertThat(Message.decode("OpenJDK 64-Bit Server VM warning: something"))
                .isEmpty();
        assertThat(Message.decode(" @furoshiki ran operations=1")).isEmpty();
        assertThat(Message.decode("")).isEmpty();
    }

    @Test
    void aLineHasOneForm() {
        assertThat(Message.of("run").with("nanos", 5).with("label", "a b=c\n").encoded())
                .isEqualTo("@furoshiki run label=a+b%3Dc%0A nanos=5");
    }

    @Test
    void aMissingValueIsNamed() {
        assertThatThrownBy(() -> Message.of("ran").number("operations"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the message 'ran' has no value 'operations'");
    }

    /** They are no characters, and UTF-8 has no bytes for them. */
    private static Map<String, String> withoutLoneSurrogates(Map<String, String> values) {
        Map<String, String> valid = new java.util.HashMap<>();
        values.forEach((name, value) -> valid.put(encodable(name), encodable(value)));
        return valid;
    }

    private static String encodable(String text) {
        return new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
    }
}

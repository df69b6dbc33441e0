package dev.furoshiki.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Our JSON, read by another's parser. */
class JsonLineTest {

    @Property(tries = 500)
    void anotherParserReadsTheSameStrings(@ForAll String name, @ForAll String value) {
        String line = JsonLine.of(Map.of(name, value));
        JsonObject read = JsonParser.parseString(line).getAsJsonObject();
        assertThat(read.get(name).getAsString()).isEqualTo(value);
    }

    @Property(tries = 500)
    void aLineIsOneLineOfUtf8(@ForAll String value) {
        String line = JsonLine.of(Map.of("name", value));
        assertThat(line.lines()).hasSize(1);
        String again = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(again).isEqualTo(line);
    }

    @Test
    void nestingNumbersAndNull() {
        Map<String, Object> inner = Map.of("list", List.of(1, "two", true, 3_000_000_000L));
        assertThat(JsonLine.of(inner)).isEqualTo("{\"list\":[1,\"two\",true,3000000000]}");
        assertThat(JsonLine.of(java.util.Collections.singletonMap("none", null)))
                .isEqualTo("{\"none\":null}");
        assertThat(JsonLine.of(Map.of("map", Map.of("a", List.of())))).isEqualTo("{\"map\":{\"a\":[]}}");
    }

    @Test
    void loneSurrogatesAndControlsAreEscaped() {
        assertThat(JsonLine.of(Map.of("x", "\ud800a\udc00\u0000\u007f\ud83d\ude00\\")))
                .isEqualTo("{\"x\":\"\\ud800a\\udc00\\u0000\\u007f\ud83d\ude00\\\\\"}");
    }

    @Test
    void whatHasNoJsonIsRefused() {
        assertThatThrownBy(() -> JsonLine.of(Map.of("x", new byte[1]))).isInstanceOf(IllegalArgumentException.class);
    }
}

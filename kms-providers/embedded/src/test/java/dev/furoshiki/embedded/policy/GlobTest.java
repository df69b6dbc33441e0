package dev.furoshiki.embedded.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class GlobTest {

    @Property(tries = 2000)
    void matchesWhatTheRegularExpressionMatches(
            @ForAll @Chars({'a', 'b', '*', '?'}) @StringLength(max = 7) String pattern,
            @ForAll @Chars({'a', 'b', '*'}) @StringLength(max = 9) String value) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        assertThat(new Glob(pattern).matches(value)).isEqualTo(value.matches(regex.toString()));
    }

    @Test
    void aQuestionMarkIsOneCharacterAlsoOfTwoUnits() {
        assertThat(new Glob("a?b").matches("a\ud83d\ude00b")).isTrue();
        assertThat(new Glob("a??b").matches("a\ud83d\ude00b")).isFalse();
    }

    /** A pattern of many stars takes the product of the lengths, not their power. */
    @Test
    void manyStarsEnd() {
        assertThat(new Glob("*a".repeat(1000) + "b").matches("a".repeat(4000))).isFalse();
    }
}

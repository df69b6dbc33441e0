package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.StaticKeyService;
import dev.furoshiki.s3.object.KeyScope;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.RecipientKey;
import dev.furoshiki.s3.object.Wrapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

class ObjectRulesTest {

    private static final DataKeys KEYS = DataKeys.over(new StaticKeyService("test"));
    private static final Wrapping COMMON = wrapping("common");
    private static final List<ObjectName> NAMES = names();

    /** Every key of one to four letters a and b, in three buckets. */
    private static List<ObjectName> names() {
        List<String> keys = new ArrayList<>(List.of("a", "b"));
        for (int i = 0; keys.get(i).length() < 4; i++) {
            keys.add(keys.get(i) + "a");
            keys.add(keys.get(i) + "b");
        }
        return List.of("x", "y", "z").stream()
                .flatMap(bucket -> keys.stream().map(key -> new ObjectName(bucket, key)))
                .toList();
    }

    @Provide
    static Arbitrary<Set<Place>> places() {
        Arbitrary<Optional<String>> buckets = Arbitraries.of("x", "y").optional(0.5);
        Arbitrary<String> prefixes = Arbitraries.strings().withChars('a', 'b').ofMaxLength(3);
        return Combinators.combine(buckets, prefixes)
                .as((bucket, prefix) -> new Place(bucket.orElse(null), prefix))
                .set()
                .ofMaxSize(5);
    }

    /** What a rule is for each name is looked up in all of them, one name after the other. */
    @Property(tries = 300)
    void theNarrowestIsFollowedOrAllAreRefused(@ForAll("places") Set<Place> places) {
        Map<Place, ObjectRules.Rule> rules = places.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        place -> new ObjectRules.Rule(wrapping(place.toString()), PlaintextPolicy.REFUSED, false)));
        boolean isAmbiguous = NAMES.stream()
                .anyMatch(name -> !matching(places, name).isEmpty()
                        && narrowest(places, name).isEmpty());
        Statistics.collect(isAmbiguous ? "ambiguous" : "clear");
        if (isAmbiguous) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> ObjectRules.of(COMMON, (bucket, key) -> false, rules))
                    .withMessageContaining("neither is narrower");
            return;
        }
        ObjectRules built = ObjectRules.of(COMMON, (bucket, key) -> false, rules);
        assertThat(NAMES.stream()
                        .filter(name -> !built.wrapping(name)
                                .equals(narrowest(places, name)
                                        .map(place -> wrapping(place.toString()))
                                        .orElse(COMMON)))
                        .toList())
                .as("names that another rule is followed for, of %s", places)
                .isEmpty();
    }

    private static List<Place> matching(Set<Place> places, ObjectName name) {
        return places.stream().filter(place -> place.holds(name)).toList();
    }

    private static Optional<Place> narrowest(Set<Place> places, ObjectName name) {
        List<Place> matching = matching(places, name);
        return matching.stream()
                .filter(one -> matching.stream().allMatch(one::isWithin))
                .findFirst();
    }

    @Test
    void theFunctionSpeaksWhereNoRuleDoes() {
        ObjectRules rules = ObjectRules.of(
                COMMON,
                (bucket, key) -> bucket.equals("x"),
                Map.of(
                        new Place("x", "a"), new ObjectRules.Rule(COMMON, PlaintextPolicy.REFUSED, false),
                        new Place("y", "a"), new ObjectRules.Rule(COMMON, PlaintextPolicy.DECLARED, false)));
        assertThat(rules.plaintext(new ObjectName("x", "b"))).isEqualTo(PlaintextPolicy.DECLARED);
        assertThat(rules.plaintext(new ObjectName("x", "ab"))).isEqualTo(PlaintextPolicy.REFUSED);
        assertThat(rules.plaintext(new ObjectName("y", "ab"))).isEqualTo(PlaintextPolicy.DECLARED);
        assertThat(rules.plaintext(new ObjectName("y", "b"))).isEqualTo(PlaintextPolicy.REFUSED);
    }

    private static Wrapping wrapping(String keyId) {
        return new Wrapping(List.of(new RecipientKey(KEYS, keyId)), KeyScope.OBJECT);
    }
}

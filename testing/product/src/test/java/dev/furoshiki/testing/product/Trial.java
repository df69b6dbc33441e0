package dev.furoshiki.testing.product;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.furoshiki.key.KmsException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** One use of a key by the shop, before its key changes and after. */
interface Trial {

    Case which();

    /**
     * Uses the key.
     *
     * @param refusal what that has to be refused with, or nothing where it succeeds
     */
    void requireOutcome(Optional<Class<? extends KmsException>> refusal);

    /**
     * The situations that say all where {@link DataKeysProductTest} has asked the key service for the others: what stands on
     * the cache does not know why somebody may use a key.
     */
    static Stream<Situation> situationsAboveTheCache() {
        Set<Access> access = EnumSet.of(
                Access.ALLOWED,
                Access.DENIED,
                Access.ALLOWED_THEN_DENIED,
                Access.DENIED_THEN_ALLOWED,
                Access.GRANT_RETIRED);
        return Situation.all().filter(situation -> access.contains(situation.access()));
    }

    /**
     * Every combination, as tests. Each situation is made when its turn comes: those before it have moved the clock.
     *
     * @param made uses what is to be used before, then changes the key
     */
    static Stream<DynamicNode> tests(Stream<Situation> situations, Function<Situation, List<? extends Trial>> made) {
        return situations.map(situation -> dynamicContainer(
                situation.toString(),
                made.apply(situation).stream()
                        .map(trial -> dynamicTest(
                                trial.which().toString(),
                                () -> trial.requireOutcome(Expected.refusal(situation.fate(), situation.access()))))));
    }
}

package dev.furoshiki.s3.translation;

import dev.furoshiki.DataKeys;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.RecipientKey;
import dev.furoshiki.s3.object.Wrapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * How objects are encrypted, by where they are: the rule of the narrowest place that holds a name, or the common one. Immutable.
 *
 * <p>Rules are about what is written and expected somewhere. Every object is opened through any key service that one of them names, so
 * that what was written before a rule was made, or copied from elsewhere, is read; where a rule says so, through its own alone.
 */
public final class ObjectRules {

    /**
     * What is done at a place.
     *
     * @param wrapping how the keys of new objects are wrapped
     * @param opensByOwnKeys whether objects are opened through no key service but those of {@code wrapping}
     */
    public record Rule(Wrapping wrapping, PlaintextPolicy plaintext, boolean opensByOwnKeys) {}

    private record Placed(Place place, Rule rule, List<DataKeys> services) {}

    private final Placed common;
    private final BiPredicate<String, String> plaintext;
    private final List<Placed> narrowestFirst;

    private ObjectRules(Placed common, BiPredicate<String, String> plaintext, List<Placed> narrowestFirst) {
        this.common = common;
        this.plaintext = plaintext;
        this.narrowestFirst = narrowestFirst;
    }

    /** No rule but the common one. */
    public static ObjectRules of(Wrapping wrapping, BiPredicate<String, String> plaintext) {
        return of(wrapping, plaintext, Map.of());
    }

    /**
     * Some rules.
     *
     * @param wrapping how the keys of new objects are wrapped where there is no rule
     * @param plaintext says of a bucket and key whether objects are declared to be plaintext, where there is no rule
     * @throws IllegalArgumentException when two of the rules hold for some name and neither is narrower
     */
    public static ObjectRules of(Wrapping wrapping, BiPredicate<String, String> plaintext, Map<Place, Rule> rules) {
        requireUnambiguous(List.copyOf(rules.keySet()));
        List<DataKeys> all = Stream.concat(
                        Stream.of(wrapping), rules.values().stream().map(Rule::wrapping))
                .flatMap(each -> RecipientKey.services(each.recipients()).stream())
                .distinct()
                .toList();
        List<Placed> placed = new ArrayList<>();
        rules.forEach((place, rule) -> placed.add(
                new Placed(place, rule, ownFirst(rule.wrapping(), rule.opensByOwnKeys() ? List.of() : all))));
        // A narrower place has the longer prefix, or the same one in a bucket.
        placed.sort(Comparator.comparing(each -> each.place().bucket() == null));
        placed.sort(Comparator.comparingInt(each -> -each.place().prefix().length()));
        Rule otherwise = new Rule(wrapping, PlaintextPolicy.REFUSED, false);
        return new ObjectRules(
                new Placed(new Place(null, ""), otherwise, ownFirst(wrapping, all)), plaintext, List.copyOf(placed));
    }

    private static List<DataKeys> ownFirst(Wrapping wrapping, List<DataKeys> all) {
        return Stream.concat(RecipientKey.services(wrapping.recipients()).stream(), all.stream())
                .distinct()
                .toList();
    }

    private static void requireUnambiguous(List<Place> places) {
        for (Place one : places) {
            for (Place other : places) {
                boolean isOrdered = one.isWithin(other) || other.isWithin(one);
                if (!isOrdered && one.meets(other) && !places.contains(one.intersection(other))) {
                    throw new IllegalArgumentException("the rules for " + one + " and for " + other
                            + " both hold for some objects, and neither is narrower: add a rule for "
                            + one.intersection(other));
                }
            }
        }
    }

    /** How the keys of a new object are wrapped there. */
    Wrapping wrapping(ObjectName name) {
        return ruled(name).orElse(common).rule().wrapping();
    }

    /** What opens objects there, in the order in which they are asked. */
    List<DataKeys> services(ObjectName name) {
        return ruled(name).orElse(common).services();
    }

    PlaintextPolicy plaintext(ObjectName name) {
        return ruled(name)
                .map(placed -> placed.rule().plaintext())
                .orElseGet(() ->
                        plaintext.test(name.bucket(), name.key()) ? PlaintextPolicy.DECLARED : PlaintextPolicy.REFUSED);
    }

    private Optional<Placed> ruled(ObjectName name) {
        return narrowestFirst.stream()
                .filter(placed -> placed.place().holds(name))
                .findFirst();
    }
}

package dev.furoshiki.embedded.policy;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One line of a statement's conditions: an operator, what it looks at, the values it compares with. Immutable.
 *
 * @param whose what the policy calls it, for messages
 */
record Condition(Quantifier quantifier, Test test, boolean ifExists, Subject whose, Predicate<String> expected) {

    /** Which of several values of a request the comparison has to hold for. */
    enum Quantifier {
        /** The only one that there can be. */
        THE_ONE,
        /** {@code ForAnyValue:} */
        ANY,
        /** {@code ForAllValues:}, which holds when there is none. */
        ALL
    }

    /** How values are compared; a negated test holds where there is no value, all others do not. */
    enum Test {
        STRING_EQUALS(false, Comparing::exactly),
        STRING_NOT_EQUALS(true, Comparing::exactly),
        STRING_EQUALS_IGNORE_CASE(false, Comparing::ignoringCase),
        STRING_NOT_EQUALS_IGNORE_CASE(true, Comparing::ignoringCase),
        STRING_LIKE(false, Comparing::byPattern),
        STRING_NOT_LIKE(true, Comparing::byPattern),
        BOOL(false, Comparing::ignoringCase),
        /** Holds when the absence of a value is what was expected. */
        NULL(false, Comparing::ignoringCase);

        private final boolean negated;

        @SuppressWarnings("ImmutableEnumChecker") // a method reference without state
        private final Function<List<String>, Predicate<String>> comparing;

        Test(boolean negated, Function<List<String>, Predicate<String>> comparing) {
            this.negated = negated;
            this.comparing = comparing;
        }

        /** Whether a request's value is one of these. */
        Predicate<String> among(List<String> values) {
            return comparing.apply(values);
        }

        boolean isNegated() {
            return negated;
        }
    }

    /** What of a request is looked at. */
    interface Subject {
        List<String> of(AccessRequest request);
    }

    boolean holds(AccessRequest request) {
        List<String> actual = whose.of(request);
        if (test == Test.NULL) {
            return expected.test(Boolean.toString(actual.isEmpty()));
        }
        if (actual.isEmpty()) {
            return ifExists
                    || switch (quantifier) {
                        case THE_ONE -> test.isNegated();
                        case ANY -> false;
                        case ALL -> true;
                    };
        }
        return quantifier == Quantifier.ALL
                ? actual.stream().allMatch(this::compares)
                : actual.stream().anyMatch(this::compares);
    }

    private boolean compares(String value) {
        return expected.test(value) != test.isNegated();
    }

    /** From the values of a policy to a test of one value of a request. */
    private static final class Comparing {

        private Comparing() {}

        static Predicate<String> exactly(List<String> values) {
            return List.copyOf(values)::contains;
        }

        static Predicate<String> ignoringCase(List<String> values) {
            List<String> lower =
                    values.stream().map(value -> value.toLowerCase(Locale.ROOT)).toList();
            return value -> lower.contains(value.toLowerCase(Locale.ROOT));
        }

        static Predicate<String> byPattern(List<String> values) {
            List<Glob> globs = values.stream().map(Glob::new).toList();
            return value -> globs.stream().anyMatch(glob -> glob.matches(value));
        }
    }
}

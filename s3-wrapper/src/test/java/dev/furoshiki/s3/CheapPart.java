package dev.furoshiki.s3;

import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Of a contract that is kept by many, what says most for its time; all of it with {@code -Dfuroshiki.soak=true}. */
final class CheapPart implements ExecutionCondition {

    private static final Set<String> CHEAP = Set.of(
            "takesABodyFromEverySource",
            "handsABodyToEveryReceiver",
            "keepsConditions",
            "keepsMetadataAndHeaders",
            "saysWhatIsNotThere");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean isCheap = context.getTestMethod()
                .map(method -> CHEAP.contains(method.getName()))
                .orElse(true);
        return isCheap || Boolean.getBoolean("furoshiki.soak")
                ? ConditionEvaluationResult.enabled("run always")
                : ConditionEvaluationResult.disabled("run with the soak");
    }
}

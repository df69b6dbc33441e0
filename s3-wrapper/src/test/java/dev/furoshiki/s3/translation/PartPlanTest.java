package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.ObjectLayout;
import java.util.OptionalLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class PartPlanTest {

    private static final int LEAST = 8 << 20;
    private static final long TIB = 1L << 40;
    private static final int SEGMENT = ObjectLayout.PLAINTEXT_SEGMENT_BYTES;

    @Property
    void tenThousandPartsSufficeForAKnownLength(@ForAll @LongRange(max = 15 * TIB) long length) {
        PartPlan plan = PartPlan.of(OptionalLong.of(length), LEAST, LEAST);
        long part = (long) plan.segmentsIn(1) * SEGMENT;
        assertThat(part).isGreaterThanOrEqualTo(LEAST);
        assertThat((length + part - 1) / part).isLessThanOrEqualTo(PartPlan.MAX_PARTS);
        assertThat(plan.segmentsIn(PartPlan.MAX_PARTS))
                .as("all parts are equal")
                .isEqualTo(plan.segmentsIn(1));
        assertThat((long) plan.segmentsIn(1) * ObjectLayout.STORED_SEGMENT_BYTES)
                .isLessThan(Integer.MAX_VALUE);
    }

    @Property
    void upToTheThresholdOnePartHoldsAll(@ForAll @LongRange(max = 64 << 20) long length) {
        PartPlan plan = PartPlan.of(OptionalLong.of(length), LEAST, 32 << 20);
        long part = (long) plan.segmentsIn(1) * SEGMENT;
        assertThat(length <= part).isEqualTo(length <= 32 << 20);
        assertThat(part).isBetween((long) LEAST, (32L << 20) + SEGMENT);
    }

    @Example
    void fiveTebibytesOfUnknownLengthFit() {
        PartPlan plan = PartPlan.of(OptionalLong.empty(), LEAST, LEAST);
        long total = 0;
        for (int number = 1; number <= PartPlan.MAX_PARTS; number++) {
            total += (long) plan.segmentsIn(number) * SEGMENT;
            if (total == 600L << 20) {
                assertThat(plan.segmentsIn(number)).as("one size for 600 MiB").isEqualTo(plan.segmentsIn(1));
            }
        }
        assertThat(total).isGreaterThan(5 * TIB);
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> plan.segmentsIn(PartPlan.MAX_PARTS + 1))
                .withMessageContaining("give its length");
    }

    @Example
    void aBodyThatNoPartsHoldIsRefused() {
        assertThatExceptionOfType(OperationRefusedException.class)
                .isThrownBy(() -> PartPlan.of(OptionalLong.of(Long.MAX_VALUE), LEAST, LEAST))
                .withMessageContaining("too long");
    }
}

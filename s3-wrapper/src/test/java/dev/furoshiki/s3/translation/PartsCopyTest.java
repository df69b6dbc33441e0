package dev.furoshiki.s3.translation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.s3.object.ObjectName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

class PartsCopyTest {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final int MOST_PARTS = 10_000;

    /** Up to 64 TiB, whatever size of parts is asked for. */
    @Property(tries = 200)
    void thePartsAreTheWholeAndNoMoreThanS3Takes(
            @ForAll @LongRange(min = 1, max = 1L << 46) long storedBytes,
            @ForAll @LongRange(min = 5 << 20, max = 1L << 30) long partBytes) {
        PartsCopy copy = new PartsCopy(
                new CopySource(new ObjectName("museum", "from"), null),
                null,
                new ObjectName("annex", "to"),
                CopyObjectRequest.builder()
                        .sourceBucket("museum")
                        .sourceKey("from")
                        .copySourceIfMatch("\"7\"")
                        .build(),
                storedBytes,
                new CopySizes(1, partBytes));
        assertThat(copy.count()).isBetween(1, MOST_PARTS);
        long end = 0;
        for (int number = 1; number <= copy.count(); number++) {
            UploadPartCopyRequest part = copy.part("id", number);
            Matcher range = RANGE.matcher(part.copySourceRange());
            assertThat(range.matches()).isTrue();
            if (Long.parseLong(range.group(1)) != end || Long.parseLong(range.group(2)) < end) {
                throw new AssertionError("part " + number + " of " + storedBytes + " is " + part.copySourceRange());
            }
            end = Long.parseLong(range.group(2)) + 1;
        }
        assertThat(end).isEqualTo(storedBytes);
        UploadPartCopyRequest last = copy.part("id", copy.count());
        assertThat(last.copySourceIfMatch()).isEqualTo("\"7\"");
        assertThat(last.destinationBucket()).isEqualTo("annex");
        assertThat(last.destinationKey()).isEqualTo("to");
        assertThat(last.sourceKey()).isEqualTo("from");
    }
}

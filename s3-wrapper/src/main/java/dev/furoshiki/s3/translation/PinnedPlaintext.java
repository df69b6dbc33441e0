package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.exception.S3EncryptionException.TamperedObjectException;
import dev.furoshiki.s3.object.ByteRange.Span;
import dev.furoshiki.s3.object.ObjectLayout;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object that is declared to be plaintext, and is: its length is what the server says, and nothing of it is verified. */
final class PinnedPlaintext extends PinnedObject {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes \\d{1,18}-\\d{1,18}/(\\d{1,18})");

    private PinnedPlaintext(GetTranslation get, GetObjectResponse begun, long length) {
        super(get, begun, length, length, ObjectLayout.PLAINTEXT_SEGMENT_BYTES);
    }

    /**
     * @throws TamperedObjectException when the answer is not what was asked for
     * @throws OperationRefusedException when the server does not say by what the object can be told from a later one
     */
    static PinnedPlaintext of(GetTranslation get, StoredGet asked, GetObjectResponse response) {
        if (response.eTag() == null) {
            throw new OperationRefusedException(
                    GetTranslation.CHANNEL,
                    "the server tells no ETag of " + get.name() + ", so nobody would see that it is replaced",
                    "use getObject");
        }
        String range = response.contentRange();
        Long length = range == null ? response.contentLength() : totalOf(asked, range);
        if (length == null) {
            throw new TamperedObjectException(
                    get.name() + " was asked for " + asked.described() + " and the server answered " + range
                            + "; look at what stands between this client and the store",
                    null);
        }
        return new PinnedPlaintext(get, response, length);
    }

    private static @Nullable Long totalOf(StoredGet asked, String contentRange) {
        Matcher matcher = CONTENT_RANGE.matcher(contentRange);
        if (asked.range() == null || !matcher.matches()) {
            return null;
        }
        long total = Long.parseLong(matcher.group(1));
        Optional<Span> due = asked.range().within(total);
        return due.isPresent() && due.get().contentRange(total).equals(contentRange) ? total : null;
    }

    @Override
    public Optional<Span> unproven() {
        return Optional.empty();
    }

    @Override
    public void prove(byte[] stored, int offset) {
        throw new IllegalStateException("nothing proves the length of plaintext");
    }

    @Override
    public void open(long segment, byte[] stored, int offset, byte[] plaintext) {
        System.arraycopy(stored, offset, plaintext, 0, plaintextBytes(segment));
    }

    @Override
    public void revalidate() {}

    @Override
    public boolean isPlaintext() {
        return true;
    }

    @Override
    public void close() {}
}

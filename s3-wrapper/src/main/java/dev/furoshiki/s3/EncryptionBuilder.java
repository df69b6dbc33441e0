package dev.furoshiki.s3;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.s3.object.KeyScope;
import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.object.RecipientKey;
import dev.furoshiki.s3.object.Wrapping;
import dev.furoshiki.s3.translation.CopySizes;
import dev.furoshiki.s3.translation.Encryption;
import dev.furoshiki.s3.translation.ObjectRules;
import dev.furoshiki.s3.translation.Place;
import dev.furoshiki.s3.translation.UploadTranslation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.DelegatingS3Client;

/**
 * The settings that {@link EncryptingS3Client} and {@link EncryptingS3AsyncClient} have in common. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class EncryptionBuilder<B extends EncryptionBuilder<B>>
        permits EncryptingS3Client.Builder, EncryptingS3AsyncClient.Builder {

    private static final int LEAST_PART_BYTES = 5 << 20;
    private static final int MOST_PART_BYTES = 1 << 30;
    private static final int MOST_PARTS_IN_FLIGHT = 1_000;

    private final List<RecipientKey> recipients = new ArrayList<>();
    private KeyScope scope = KeyScope.OBJECT;
    private BiFunction<String, String, EncryptionContext> contexts =
            (bucket, key) -> EncryptionContext.of(Map.of("bucket", bucket, "key", key));
    private BiPredicate<String, String> plaintextObjects = (bucket, key) -> false;
    private final Map<Place, ObjectRule> rules = new LinkedHashMap<>();
    private int partBytes = 8 << 20;
    private int uploadPartBytes;
    private CopySizes copySizes = CopySizes.OF_S3;
    private int multipartThresholdBytes;
    private int partsInFlight = 4;

    EncryptionBuilder(DataKeys keys, String keyId) {
        recipients.add(new RecipientKey(keys, keyId));
    }

    /**
     * One more key that new objects are wrapped under: each opens them alone. An object is read through the first of its
     * recipients that one of this client's key services opens, and written only when every one of them has answered. Each takes some
     * 200 to 300 of the 2,048 bytes that S3 gives to metadata, so that there is room for about five.
     *
     * @param keys where data keys come from: the same as before, or another key service
     * @param keyId a key id, key ARN or alias ({@code alias/…})
     */
    public B recipient(DataKeys keys, String keyId) {
        recipients.add(new RecipientKey(keys, keyId));
        return self();
    }

    /**
     * The encryption context of an object, from its bucket and key as a request names them; by default both, as
     * {@code bucket} and {@code key}. The key service logs it in clear. A reader needs the same function.
     */
    public B encryptionContext(BiFunction<String, String, EncryptionContext> fromBucketAndKey) {
        this.contexts = fromBucketAndKey;
        return self();
    }

    /**
     * Whether new objects of a bucket share data keys, whatever their encryption context: then the key service is asked once for a
     * bucket and the {@code maxAge} of {@link DataKeys}, or {@code maxMessages} objects, instead of once for each object. Off by default.
     *
     * <p>The key service is given {@code bucket} alone; the encryption context of each object is authenticated with the key of its
     * own that it has here as well, so that none opens in another's place. What is lost: the key service's log, policies and grants
     * tell buckets apart, not objects, and whoever gets hold of one data key can open what was written under it. Objects of both kinds
     * are read either way.
     */
    public B bucketKeys(boolean areShared) {
        this.scope = areShared ? KeyScope.BUCKET : KeyScope.OBJECT;
        return self();
    }

    /**
     * Where, by bucket and key, objects are declared to be plaintext: they are handed out as they are and listed
     * with the size they have, and putObject is refused. By default nowhere: an object without an envelope is an
     * exception. Where a rule holds, that alone says.
     */
    public B plaintextObjects(BiPredicate<String, String> declared) {
        this.plaintextObjects = declared;
        return self();
    }

    /**
     * How much plaintext a part of a multipart upload holds, and the answer to one request for a long object: 5 MiB to 1 GiB, rounded
     * down to 64 KiB; 8 MiB by default. Longer bodies than 10,000 parts have longer parts.
     */
    public B partBytes(int bytes) {
        if (bytes < LEAST_PART_BYTES || bytes > MOST_PART_BYTES) {
            throw new IllegalArgumentException("a part holds " + LEAST_PART_BYTES + " to " + MOST_PART_BYTES
                    + " bytes but " + bytes + " were asked for");
        }
        this.partBytes = bytes - bytes % ObjectLayout.PLAINTEXT_SEGMENT_BYTES;
        return self();
    }

    /**
     * Up to which length a body is sent in one request, sealed in a buffer of its own length: at most 1 GiB; one part by default, and
     * never less. A body whose length is not known is sent in parts when it is longer than one.
     */
    public B multipartThresholdBytes(int bytes) {
        if (bytes < 0 || bytes > MOST_PART_BYTES) {
            throw new IllegalArgumentException("a body of at most " + MOST_PART_BYTES
                    + " bytes is sent in one request but up to " + bytes + " was asked for");
        }
        this.multipartThresholdBytes = bytes;
        return self();
    }

    /**
     * How many parts of one body are on their way at once, at most: 1 to 1,000, 4 by default. Each takes a buffer of
     * {@code partBytes}; beyond one each, all bodies together have twice this number. With one the synchronous client does everything
     * on the thread that calls, and receives an object in one answer.
     */
    public B partsInFlight(int parts) {
        if (parts < 1 || parts > MOST_PARTS_IN_FLIGHT) {
            throw new IllegalArgumentException("1 to " + MOST_PARTS_IN_FLIGHT
                    + " parts of a body are on their way at once but " + parts + " were asked for");
        }
        this.partsInFlight = parts;
        return self();
    }

    final int partsInFlight() {
        return partsInFlight;
    }

    /**
     * What is done with the objects whose keys begin so, in every bucket, where that is not what is done elsewhere.
     *
     * <p>Of several rules that hold for an object the narrowest is followed, and no other: one for a longer prefix, or for the same
     * prefix in one bucket. Building the client throws {@link IllegalArgumentException} where two rules hold for some objects and
     * neither is narrower. Objects are read through every key service of the client, whatever rule they were written by, unless
     * {@link ObjectRule#openedByOwnKeysOnly} is said.
     */
    public B rule(String prefix, ObjectRule rule) {
        return rule(new Place(null, prefix), rule);
    }

    /** Likewise, in one bucket. */
    public B rule(String bucket, String prefix, ObjectRule rule) {
        return rule(new Place(Objects.requireNonNull(bucket), prefix), rule);
    }

    private B rule(Place place, ObjectRule rule) {
        if (rules.putIfAbsent(place, Objects.requireNonNull(rule)) != null) {
            throw new IllegalArgumentException("there is a rule for " + place + " already: say both in one");
        }
        return self();
    }

    /**
     * How much plaintext every part but the last holds of uploads whose parts the application sends (createMultipartUpload,
     * uploadPart): 5 MiB to 1 GiB, a multiple of 64 KiB. Where it is not said, the first part that comes tells; who uploads a last part
     * before any other, perhaps in a process of its own, has to say it here, and so has who uploads parts over 128 MiB.
     */
    public B uploadPartBytes(int bytes) {
        if (bytes < LEAST_PART_BYTES || bytes > MOST_PART_BYTES || bytes % ObjectLayout.PLAINTEXT_SEGMENT_BYTES != 0) {
            throw new IllegalArgumentException("a part holds " + LEAST_PART_BYTES + " to " + MOST_PART_BYTES
                    + " bytes, a multiple of 65536, but " + bytes + " were asked for");
        }
        this.uploadPartBytes = bytes;
        return self();
    }

    /** For tests: a store takes what it takes. */
    final B copySizes(CopySizes ofStore) {
        this.copySizes = ofStore;
        return self();
    }

    abstract B self();

    /**
     * Refuses a client that encrypts already, however deep it lies under others.
     *
     * @throws IllegalArgumentException for one that does
     */
    static void requirePlain(SdkClient s3) {
        SdkClient beneath = s3;
        while (beneath != null) {
            if (beneath instanceof EncryptingS3Client || beneath instanceof EncryptingS3AsyncClient) {
                throw new IllegalArgumentException("the client beneath encrypts already, and what is encrypted twice is"
                        + " read by nobody who encrypts once: wrap the plain client");
            } else if (beneath instanceof DelegatingS3Client delegating) {
                beneath = delegating.delegate();
            } else if (beneath instanceof DelegatingS3AsyncClient delegating) {
                beneath = delegating.delegate();
            } else {
                return;
            }
        }
    }

    final Encryption encryption() {
        Wrapping common = new Wrapping(List.copyOf(recipients), scope);
        Map<Place, ObjectRules.Rule> placed = new LinkedHashMap<>();
        rules.forEach((place, rule) -> placed.put(place, rule.over(common)));
        return new Encryption(
                ObjectRules.of(common, plaintextObjects, placed),
                contexts,
                partBytes,
                Math.max(partBytes, multipartThresholdBytes),
                copySizes);
    }

    final UploadTranslation uploads(Encryption encryption) {
        return new UploadTranslation(encryption, uploadPartBytes / ObjectLayout.PLAINTEXT_SEGMENT_BYTES);
    }
}

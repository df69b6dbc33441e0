package dev.furoshiki.s3;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object as the store has it, to be looked at, altered and put back through a plain client. */
final class StoredObject {

    static final int SEGMENT = 65_568;

    private static final String METADATA = "x-amz-meta-";

    private final Map<String, String> metadata;
    private final byte[] body;

    StoredObject(Map<String, String> metadata, byte[] body) {
        this.metadata = Map.copyOf(metadata);
        this.body = body;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /** Not a copy. */
    byte[] body() {
        return body;
    }

    /** A metadata value that is there. */
    String value(String name) {
        return Objects.requireNonNull(metadata.get(name), name);
    }

    static StoredObject read(S3Client plain, String bucket, String key) {
        ResponseBytes<GetObjectResponse> got =
                plain.getObjectAsBytes(get -> get.bucket(bucket).key(key));
        return new StoredObject(got.response().metadata(), got.asByteArray());
    }

    /**
     * What a server would answer that held this object.
     *
     * @param trueAnswer what it answered for the object that this one was made from
     */
    ObservedHttpClient.Fault.Answer answerLike(SdkHttpResponse trueAnswer) {
        SdkHttpResponse.Builder head =
                trueAnswer.toBuilder().putHeader("Content-Length", Integer.toString(body.length));
        trueAnswer.headers().keySet().stream()
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(METADATA))
                .forEach(head::removeHeader);
        metadata.forEach((name, value) -> head.putHeader(METADATA + name, value));
        return new ObservedHttpClient.Fault.Answer(head.build(), body);
    }

    void write(S3Client plain, String bucket, String key) {
        plain.putObject(put -> put.bucket(bucket).key(key).metadata(metadata), RequestBody.fromBytes(body));
    }

    StoredObject withBody(byte[] other) {
        return new StoredObject(metadata, other);
    }

    StoredObject with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(metadata);
        changed.put(name, value);
        return new StoredObject(changed, body);
    }

    StoredObject without(String name) {
        Map<String, String> changed = new LinkedHashMap<>(metadata);
        changed.remove(name);
        return new StoredObject(changed, body);
    }

    /** One bit of a body byte flipped. */
    StoredObject flipBody(int index) {
        byte[] changed = body.clone();
        changed[index] ^= 0x10;
        return withBody(changed);
    }

    byte[] bytesOf(String name) {
        return Base64.getUrlDecoder().decode(value(name));
    }

    /** One bit of a byte of a base64 value flipped. */
    StoredObject flip(String name, int index) {
        byte[] changed = bytesOf(name);
        changed[index] ^= 0x10;
        return with(name, Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
    }

    /** The body made of some of its segments, in that order. */
    StoredObject segments(int... order) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int segment : order) {
            out.writeBytes(Arrays.copyOfRange(body, segment * SEGMENT, Math.min(body.length, (segment + 1) * SEGMENT)));
        }
        return withBody(out.toByteArray());
    }
}

package dev.furoshiki.s3.object;

/**
 * Which object a request means, for contexts and messages.
 *
 * @param bucket as the request names it
 * @param key as the request names it
 */
public record ObjectName(String bucket, String key) {

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + key;
    }
}

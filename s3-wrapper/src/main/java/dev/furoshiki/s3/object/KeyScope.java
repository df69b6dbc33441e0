package dev.furoshiki.s3.object;

import java.nio.charset.StandardCharsets;

/**
 * Which objects share the data keys that their object keys are wrapped under.
 *
 * <p>The scope stands in the object's metadata and says which context a reader gives to the key service; both contexts are computed from
 * the reader's request. Changing it there opens nothing: it is authenticated with the wrapped object key.
 */
public enum KeyScope {
    /** Those of one encryption context: by default each has data keys of its own. */
    OBJECT(""),
    /** All objects of a bucket, for as long as a data key is handed out. */
    BUCKET("bucket");

    private final String text;

    KeyScope(String text) {
        this.text = text;
    }

    /** As the metadata has it; empty where it has none. */
    String text() {
        return text;
    }

    /** What is authenticated with a wrapped object key, behind everything else. */
    byte[] toBytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

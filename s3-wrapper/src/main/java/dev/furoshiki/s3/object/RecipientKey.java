package dev.furoshiki.s3.object;

import dev.furoshiki.DataKeys;
import java.util.List;

/**
 * A key that objects are wrapped under.
 *
 * @param service where its data keys come from
 * @param keyId id, ARN or alias
 */
public record RecipientKey(DataKeys service, String keyId) {

    /** The services of some keys, each once, in their order. */
    public static List<DataKeys> services(List<RecipientKey> keys) {
        return keys.stream().map(RecipientKey::service).distinct().toList();
    }
}

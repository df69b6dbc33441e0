package dev.furoshiki.kms;

import java.util.Map;

/**
 * The parsed name of a key service.
 *
 * @param scheme which provider
 * @param path what stands between the scheme's colon and the question mark
 * @param options the rest, decoded, in order
 */
public record KeyProviderUri(String scheme, String path, Map<String, String> options) {}

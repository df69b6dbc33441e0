package dev.furoshiki.s3.object;

import java.util.List;

/**
 * How the keys of new objects are wrapped.
 *
 * @param recipients the keys that they are wrapped under: one at least
 * @param scope which of the objects share data keys
 */
public record Wrapping(List<RecipientKey> recipients, KeyScope scope) {}

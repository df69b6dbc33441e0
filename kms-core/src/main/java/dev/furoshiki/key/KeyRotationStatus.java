package dev.furoshiki.key;

import java.time.Instant;
import java.util.Optional;

/**
 * What GetKeyRotationStatus says of a key. Immutable; of the moment it was asked for.
 *
 * @param enabled whether the material is rotated by itself; never while the key is pending deletion
 * @param periodDays after how many days; empty unless enabled
 * @param nextRotationDate empty unless enabled; a disabled key is rotated once it is enabled again
 */
public record KeyRotationStatus(boolean enabled, Optional<Integer> periodDays, Optional<Instant> nextRotationDate) {}

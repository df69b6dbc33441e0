/**
 * Key material: the root key, the backing keys it seals, and the ciphertexts they make. Imports kms-core only.
 */
@NullMarked
package dev.furoshiki.embedded.material;

import org.jspecify.annotations.NullMarked;

/**
 * A key service over the keys in a PKCS#11 token, as an application opens it. May import {@code cryptoki} and kms-core.
 */
@NullMarked
package dev.furoshiki.pkcs11;

import org.jspecify.annotations.NullMarked;

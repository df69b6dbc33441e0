/**
 * What can be wrong with an encrypted object or a request for one, as exceptions to catch. Imports the SDK only.
 */
@NullMarked
package dev.furoshiki.s3.exception;

import org.jspecify.annotations.NullMarked;

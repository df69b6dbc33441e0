/**
 * The encrypting S3 client's face: client, builder, options. May import every package of the wrapper.
 */
@NullMarked
package dev.furoshiki.s3;

import org.jspecify.annotations.NullMarked;

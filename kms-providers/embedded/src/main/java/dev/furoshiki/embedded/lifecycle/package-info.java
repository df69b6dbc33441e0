/**
 * What may be done with a key and when: names, aliases, states and limits, as AWS KMS has them. Imports {@code material}
 * and kms-core; knows neither files nor databases.
 */
@NullMarked
package dev.furoshiki.embedded.lifecycle;

import org.jspecify.annotations.NullMarked;

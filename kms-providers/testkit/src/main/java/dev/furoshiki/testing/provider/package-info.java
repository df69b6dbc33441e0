/**
 * What every provider of a key service does, as JUnit tests that a provider's own tests implement: {@link
 * dev.furoshiki.testing.provider.KeyManagementServiceContract}. Imports kms-core alone; unpublished.
 */
@NullMarked
package dev.furoshiki.testing.provider;

import org.jspecify.annotations.NullMarked;

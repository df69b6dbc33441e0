/**
 * Which columns are encrypted, how, and under which domain and keys; where that is declared and stored. Imports
 * kms-core only.
 */
@NullMarked
package dev.furoshiki.jdbc.catalog;

import org.jspecify.annotations.NullMarked;

/**
 * Which columns are encrypted, how, and under which domain and keys; where that is declared and stored. Imports
 * kms-core, {@code java.sql}, and snakeyaml-engine for the policy file.
 */
@NullMarked
package dev.furoshiki.jdbc.catalog;

import org.jspecify.annotations.NullMarked;

/**
 * Who may do what with a key: key policies as AWS KMS has them, read strictly and evaluated, and grants. Imports kms-core
 * only. Everything here is immutable, and a decision reads no clock, no file and no lock.
 */
@NullMarked
package dev.furoshiki.embedded.policy;

import org.jspecify.annotations.NullMarked;

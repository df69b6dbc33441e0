/** Keys in AWS KMS, over the AWS SDK: the provider {@code aws-kms:}. Imports kms-core and the SDK. */
@NullMarked
package dev.furoshiki.awskms;

import org.jspecify.annotations.NullMarked;

package dev.furoshiki.key;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Error codes are AWS KMS's, letter by letter. */
class KmsExceptionTest {

    @Test
    void theCodesAreThoseOfAws() {
        assertThat(new KmsException.NotFoundException("").errorCode()).isEqualTo("NotFoundException");
        assertThat(new KmsException.DisabledException("").errorCode()).isEqualTo("DisabledException");
        assertThat(new KmsException.KmsInvalidStateException("").errorCode()).isEqualTo("KMSInvalidStateException");
        assertThat(new KmsException.KmsInternalException("", null).errorCode()).isEqualTo("KMSInternalException");
        assertThat(new KmsException.InvalidCiphertextException("").errorCode()).isEqualTo("InvalidCiphertextException");
        assertThat(new KmsException.LimitExceededException("").errorCode()).isEqualTo("LimitExceededException");
    }
}

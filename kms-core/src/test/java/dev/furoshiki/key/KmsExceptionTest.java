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
        assertThat(new KmsException.KmsInvalidMacException("").errorCode()).isEqualTo("KMSInvalidMacException");
        assertThat(new KmsException.LimitExceededException("").errorCode()).isEqualTo("LimitExceededException");
    }

    /** Names come from callers and stored bytes: a line break in one would forge a line in the application's log. */
    @Test
    void aMessageIsOneLine() {
        KmsException refused =
                new KmsException.NotFoundException("no alias a\nb\r\tc\u0000\u0085\u2028\u2029d\u001be é");
        assertThat(refused).hasMessage("no alias a\\u000ab\\u000d\\u0009c\\u0000\\u0085\\u2028\\u2029d\\u001be é");
        assertThat(new KmsException.NotFoundException("no alias \\u000a")).hasMessage("no alias \\u000a");
    }
}

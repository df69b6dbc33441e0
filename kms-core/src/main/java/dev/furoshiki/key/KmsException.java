package dev.furoshiki.key;

import org.jspecify.annotations.Nullable;

/**
 * What a key service refused or failed to do, with AWS KMS's own names. The message says what happened, to which key,
 * and what to do next; it never holds key bytes or plaintext. Unchecked, since it may come wherever a key is used.
 *
 * <p>Providers of key services make them; their constructors take the message, and the cause where there is one.
 */
public abstract sealed class KmsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private KmsException(String message, @Nullable Throwable cause) {
        super(oneLine(message), cause);
    }

    /** Messages quote names that callers and stored bytes gave: a line break in one would forge a line of a log. */
    private static String oneLine(String message) {
        if (message.codePoints().noneMatch(KmsException::breaksLines)) {
            return message;
        }
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            line.append(breaksLines(c) ? String.format("\\u%04x", (int) c) : c);
        }
        return line.toString();
    }

    private static boolean breaksLines(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    /** AWS KMS's name of the error, such as {@code DisabledException}. */
    public String errorCode() {
        return getClass().getSimpleName();
    }

    /** No key, alias or key service has that name. */
    public static final class NotFoundException extends KmsException {
        private static final long serialVersionUID = 1L;

        public NotFoundException(String message) {
            super(message, null);
        }
    }

    /** The key is disabled. */
    public static final class DisabledException extends KmsException {
        private static final long serialVersionUID = 1L;

        public DisabledException(String message) {
            super(message, null);
        }
    }

    /** The key's state does not allow the operation. */
    public static final class KmsInvalidStateException extends KmsException {
        private static final long serialVersionUID = 1L;

        public KmsInvalidStateException(String message) {
            super(message, null);
        }

        @Override
        public String errorCode() {
            return "KMSInvalidStateException";
        }
    }

    /** The ciphertext was damaged, or its encryption context is another. */
    public static final class InvalidCiphertextException extends KmsException {
        private static final long serialVersionUID = 1L;

        public InvalidCiphertextException(String message) {
            super(message, null);
        }
    }

    /** The ciphertext was sealed under another key than the one named. */
    public static final class IncorrectKeyException extends KmsException {
        private static final long serialVersionUID = 1L;

        public IncorrectKeyException(String message) {
            super(message, null);
        }
    }

    /** The key is not for this use. */
    public static final class InvalidKeyUsageException extends KmsException {
        private static final long serialVersionUID = 1L;

        public InvalidKeyUsageException(String message) {
            super(message, null);
        }
    }

    /** An argument is out of its limits. */
    public static final class ValidationException extends KmsException {
        private static final long serialVersionUID = 1L;

        public ValidationException(String message) {
            super(message, null);
        }
    }

    /** A name that is to be made exists. */
    public static final class AlreadyExistsException extends KmsException {
        private static final long serialVersionUID = 1L;

        public AlreadyExistsException(String message) {
            super(message, null);
        }
    }

    /** An alias cannot be made under that name, since such names are reserved. */
    public static final class InvalidAliasNameException extends KmsException {
        private static final long serialVersionUID = 1L;

        public InvalidAliasNameException(String message) {
            super(message, null);
        }
    }

    /** A quota was reached. */
    public static final class LimitExceededException extends KmsException {
        private static final long serialVersionUID = 1L;

        public LimitExceededException(String message) {
            super(message, null);
        }
    }

    /** The caller may not do this. */
    public static final class AccessDeniedException extends KmsException {
        private static final long serialVersionUID = 1L;

        public AccessDeniedException(String message) {
            super(message, null);
        }
    }

    /** A key policy cannot be parsed, or says what no policy may say; the message has the position. */
    public static final class MalformedPolicyDocumentException extends KmsException {
        private static final long serialVersionUID = 1L;

        public MalformedPolicyDocumentException(String message) {
            super(message, null);
        }
    }

    /** A name that has to be an ARN of a key is none, or of a resource that is no key. */
    public static final class InvalidArnException extends KmsException {
        private static final long serialVersionUID = 1L;

        public InvalidArnException(String message) {
            super(message, null);
        }
    }

    /** What was given as the id of a grant is none. */
    public static final class InvalidGrantIdException extends KmsException {
        private static final long serialVersionUID = 1L;

        public InvalidGrantIdException(String message) {
            super(message, null);
        }
    }

    /** A grant token is damaged, or of another key service. */
    public static final class InvalidGrantTokenException extends KmsException {
        private static final long serialVersionUID = 1L;

        public InvalidGrantTokenException(String message) {
            super(message, null);
        }
    }

    /** A tag's key or value breaks the rules for tags. */
    public static final class TagException extends KmsException {
        private static final long serialVersionUID = 1L;

        public TagException(String message) {
            super(message, null);
        }
    }

    /** The key, or the key service, does not have that operation. */
    @SuppressWarnings("AvoidCommonTypeNames") // it is AWS KMS's own
    public static final class UnsupportedOperationException extends KmsException {
        private static final long serialVersionUID = 1L;

        public UnsupportedOperationException(String message) {
            super(message, null);
        }
    }

    /** A MAC is not that of the message under the key. */
    public static final class KmsInvalidMacException extends KmsException {
        private static final long serialVersionUID = 1L;

        public KmsInvalidMacException(String message) {
            super(message, null);
        }

        @Override
        public String errorCode() {
            return "KMSInvalidMacException";
        }
    }

    /** The operation would have succeeded; it was asked for as a dry run, so nothing was done. */
    public static final class DryRunOperationException extends KmsException {
        private static final long serialVersionUID = 1L;

        public DryRunOperationException(String message) {
            super(message, null);
        }
    }

    /** The key service was asked more often than its quota allows. */
    public static final class ThrottlingException extends KmsException {
        private static final long serialVersionUID = 1L;

        public ThrottlingException(String message) {
            super(message, null);
        }
    }

    /** The key service, or what it rests on, did not answer in time; trying again may help. */
    public static final class DependencyTimeoutException extends KmsException {
        private static final long serialVersionUID = 1L;

        public DependencyTimeoutException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The key service failed in itself: its store, its root key, its audit record. */
    public static final class KmsInternalException extends KmsException {
        private static final long serialVersionUID = 1L;

        public KmsInternalException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public String errorCode() {
            return "KMSInternalException";
        }
    }

    // What follows is ours: opening a key service, which AWS KMS has no name for.

    /** The URI of a key service cannot be read, has an option that is unknown, or holds a secret. */
    public static final class InvalidProviderUriException extends KmsException {
        private static final long serialVersionUID = 1L;

        public InvalidProviderUriException(String message) {
            super(message, null);
        }
    }

    /** There is no key store at the place that was named. */
    public static final class KeyStoreNotFoundException extends KmsException {
        private static final long serialVersionUID = 1L;

        public KeyStoreNotFoundException(String message) {
            super(message, null);
        }
    }

    /** Another process has the key store open. */
    public static final class KeyStoreInUseException extends KmsException {
        private static final long serialVersionUID = 1L;

        public KeyStoreInUseException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What should unlock the key store is missing or unusable: the passphrase, its file or variable, the key file, the PIN. */
    public static final class RootKeyUnavailableException extends KmsException {
        private static final long serialVersionUID = 1L;

        public RootKeyUnavailableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The passphrase or key file is not the one that the key store was created with, or was given since, be it by another
     * process; or a token refuses the PIN.
     */
    public static final class IncorrectRootKeyException extends KmsException {
        private static final long serialVersionUID = 1L;

        public IncorrectRootKeyException(String message) {
            super(message, null);
        }
    }

    /** The key store was damaged or altered. */
    public static final class KeyStoreDamagedException extends KmsException {
        private static final long serialVersionUID = 1L;

        public KeyStoreDamagedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** A newer version of the program made the key store. */
    public static final class KeyStoreTooNewException extends KmsException {
        private static final long serialVersionUID = 1L;

        public KeyStoreTooNewException(String message) {
            super(message, null);
        }
    }
}

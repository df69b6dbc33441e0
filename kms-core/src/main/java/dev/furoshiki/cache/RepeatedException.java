package dev.furoshiki.cache;

import static java.util.Map.entry;

import dev.furoshiki.key.KmsException;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The same exception once more, for another thread or a later call: type, message and cause. Stateless. */
final class RepeatedException {

    private static final Map<Class<?>, Maker> BY_TYPE = Map.ofEntries(
            plain(KmsException.NotFoundException.class, KmsException.NotFoundException::new),
            plain(KmsException.DisabledException.class, KmsException.DisabledException::new),
            plain(KmsException.KmsInvalidStateException.class, KmsException.KmsInvalidStateException::new),
            plain(KmsException.InvalidCiphertextException.class, KmsException.InvalidCiphertextException::new),
            plain(KmsException.IncorrectKeyException.class, KmsException.IncorrectKeyException::new),
            plain(KmsException.InvalidKeyUsageException.class, KmsException.InvalidKeyUsageException::new),
            plain(KmsException.ValidationException.class, KmsException.ValidationException::new),
            plain(KmsException.AlreadyExistsException.class, KmsException.AlreadyExistsException::new),
            plain(KmsException.InvalidAliasNameException.class, KmsException.InvalidAliasNameException::new),
            plain(KmsException.LimitExceededException.class, KmsException.LimitExceededException::new),
            plain(KmsException.AccessDeniedException.class, KmsException.AccessDeniedException::new),
            plain(
                    KmsException.MalformedPolicyDocumentException.class,
                    KmsException.MalformedPolicyDocumentException::new),
            plain(KmsException.InvalidArnException.class, KmsException.InvalidArnException::new),
            plain(KmsException.InvalidGrantIdException.class, KmsException.InvalidGrantIdException::new),
            plain(KmsException.InvalidGrantTokenException.class, KmsException.InvalidGrantTokenException::new),
            plain(KmsException.TagException.class, KmsException.TagException::new),
            plain(KmsException.UnsupportedOperationException.class, KmsException.UnsupportedOperationException::new),
            plain(KmsException.KmsInvalidMacException.class, KmsException.KmsInvalidMacException::new),
            plain(KmsException.DryRunOperationException.class, KmsException.DryRunOperationException::new),
            plain(KmsException.ThrottlingException.class, KmsException.ThrottlingException::new),
            withCause(KmsException.DependencyTimeoutException.class, KmsException.DependencyTimeoutException::new),
            withCause(KmsException.KmsInternalException.class, KmsException.KmsInternalException::new),
            plain(KmsException.InvalidProviderUriException.class, KmsException.InvalidProviderUriException::new),
            plain(KmsException.KeyStoreNotFoundException.class, KmsException.KeyStoreNotFoundException::new),
            withCause(KmsException.KeyStoreInUseException.class, KmsException.KeyStoreInUseException::new),
            withCause(KmsException.RootKeyUnavailableException.class, KmsException.RootKeyUnavailableException::new),
            plain(KmsException.IncorrectRootKeyException.class, KmsException.IncorrectRootKeyException::new),
            withCause(KmsException.KeyStoreDamagedException.class, KmsException.KeyStoreDamagedException::new),
            plain(KmsException.KeyStoreTooNewException.class, KmsException.KeyStoreTooNewException::new));

    private RepeatedException() {}

    static KmsException of(KmsException first) {
        Maker made = BY_TYPE.get(first.getClass());
        return made == null ? first : made.make(String.valueOf(first.getMessage()), first.getCause());
    }

    private static Map.Entry<Class<?>, Maker> plain(Class<?> type, Function<String, KmsException> made) {
        return entry(type, (message, cause) -> made.apply(message));
    }

    private static Map.Entry<Class<?>, Maker> withCause(Class<?> type, Maker made) {
        return entry(type, made);
    }

    private interface Maker {
        KmsException make(String message, @Nullable Throwable cause);
    }
}

package dev.furoshiki.kms;

import dev.furoshiki.key.KmsException.ValidationException;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of a key service's operations that have to be there, whatever a caller without null checks gives: what is missing is
 * refused as AWS KMS refuses it. Stateless.
 */
public final class Given {

    private Given() {}

    /**
     * The argument.
     *
     * @param parameter its name
     * @throws ValidationException when it is null
     */
    public static <T> T require(String parameter, @Nullable T argument) {
        if (argument == null) {
            throw missing(parameter);
        }
        return argument;
    }

    /** What to throw for an argument that is null. */
    public static ValidationException missing(String parameter) {
        return new ValidationException("the parameter " + parameter + " is null: give it a value");
    }
}

package dev.furoshiki.embedded;

import dev.furoshiki.key.KmsException.ValidationException;
import org.jspecify.annotations.Nullable;

/** Arguments that have to be there, whatever a caller without null checks gives. Stateless. */
final class Given {

    private Given() {}

    /** @throws ValidationException when it is null */
    static <T> T require(String parameter, @Nullable T argument) {
        if (argument == null) {
            throw missing(parameter);
        }
        return argument;
    }

    static ValidationException missing(String parameter) {
        return new ValidationException("the parameter " + parameter + " is null: give it a value");
    }
}

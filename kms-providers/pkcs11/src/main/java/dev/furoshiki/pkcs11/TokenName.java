package dev.furoshiki.pkcs11;

import dev.furoshiki.key.KmsException.KeyStoreNotFoundException;
import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import dev.furoshiki.pkcs11.cryptoki.TokenInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which token is meant: its label, and its serial number where two have one label. Slots have numbers too, but those change
 * from start to start. Immutable.
 */
record TokenName(String label, @Nullable String serial) {

    /** A token and where it is now. */
    record Slot(long number, TokenInfo token) {}

    /**
     * The slot in which the token is.
     *
     * @throws KeyStoreNotFoundException when it is in none, or the name is that of several; it names those that there are
     */
    Slot find(Cryptoki cryptoki) throws CryptokiException {
        List<Slot> matching = new ArrayList<>();
        List<String> present = new ArrayList<>();
        for (long number : cryptoki.slotsWithTokens()) {
            TokenInfo token = cryptoki.tokenInfo(number);
            if (!token.label().isEmpty()) {
                present.add("'" + token.label() + "' (serial number " + token.serial() + ")");
            }
            if (token.label().equals(label) && (serial == null || token.serial().equals(serial))) {
                matching.add(new Slot(number, token));
            }
        }
        if (matching.size() != 1) {
            throw new KeyStoreNotFoundException(
                    matching.isEmpty()
                            ? "there is no token " + this + "; there are: "
                                    + (present.isEmpty() ? "none" : String.join(", ", present))
                                    + ". Correct the option token, or connect the token"
                            : "there are " + matching.size() + " tokens " + this + " among "
                                    + String.join(", ", present) + ": say which by the option serial");
        }
        return matching.get(0);
    }

    @Override
    public String toString() {
        return "'" + label + "'" + (serial == null ? "" : " (serial number " + serial + ")");
    }
}

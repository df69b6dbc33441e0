package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;

/** How one session, at one time, converts values: by its server's rules, its driver's and its settings. Immutable. */
public interface ValueConversions {

    /** What setters mean for a column. */
    ParameterConversion parameters(EncryptedColumn column, ParameterUse use);

    /** What getters give for a column. */
    ResultConversion results(EncryptedColumn column);
}

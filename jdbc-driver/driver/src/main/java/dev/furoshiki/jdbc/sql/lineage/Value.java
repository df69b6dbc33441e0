package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.util.List;

/** What an expression has been found to be. */
sealed interface Value {

    Value PLAIN = new Plain();

    /** The server knows it as it is. */
    record Plain() implements Value {}

    /** Parameters, constants and NULL: what they meet decides. */
    record Undetermined(List<Leaf> leaves) implements Value {
        public Undetermined {
            leaves = List.copyOf(leaves);
        }
    }

    /**
     * A value of an encrypted column's domain.
     *
     * @param column one that it comes from, or goes into
     * @param leaves what in the text differs between its forms
     */
    record Encrypted(EncryptedColumn column, List<Leaf> leaves) implements Value {
        public Encrypted {
            leaves = List.copyOf(leaves);
        }
    }
}

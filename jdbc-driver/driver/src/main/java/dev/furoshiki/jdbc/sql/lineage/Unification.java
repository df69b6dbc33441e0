package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.lineage.Value.Undetermined;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Values that meet: all are plain, or all belong to one domain. Stateless. */
final class Unification {

    private static final String WAY_OUT =
            "declare both columns with one DOMAIN, or compare and combine them in the application";

    private Unification() {}

    /** What the values are together; parameters and constants among them become what the others are. */
    static Value unify(List<Value> values) throws SQLException {
        EncryptedColumn column = null;
        boolean plain = false;
        List<Leaf> leaves = new ArrayList<>();
        for (Value value : values) {
            if (value instanceof Encrypted encrypted) {
                if (column != null) {
                    requireSame(column, Optional.of(encrypted.column()));
                }
                column = column == null ? encrypted.column() : column;
                leaves.addAll(encrypted.leaves());
            } else if (value instanceof Undetermined undetermined) {
                leaves.addAll(undetermined.leaves());
            } else {
                plain = true;
            }
        }
        if (column == null) {
            if (!plain) {
                return new Undetermined(leaves);
            }
            settlePlain(leaves);
            return Value.PLAIN;
        }
        if (plain) {
            throw besidePlain(column);
        }
        for (Value value : values) {
            if (value instanceof Undetermined undetermined) {
                determine(undetermined.leaves(), column);
            }
        }
        return new Encrypted(column, leaves);
    }

    static void determine(List<Leaf> leaves, EncryptedColumn column) throws SQLException {
        for (Leaf leaf : leaves) {
            leaf.determine(column);
        }
    }

    static void settlePlain(List<Leaf> leaves) throws SQLException {
        for (Leaf leaf : leaves) {
            leaf.settlePlain();
        }
    }

    static void settlePlain(Value value) throws SQLException {
        if (value instanceof Undetermined undetermined) {
            settlePlain(undetermined.leaves());
        }
    }

    static SQLException besidePlain(EncryptedColumn column) {
        return Refusals.column(
                column,
                "it is compared or combined with a value that the server computes in clear, or with a plain column",
                "give that value with a parameter, or declare the other column encrypted in the same DOMAIN");
    }

    /** Refuses two columns whose values the server cannot hold against each other. */
    static void requireSame(EncryptedColumn one, Optional<EncryptedColumn> other) throws SQLException {
        if (other.isEmpty()) {
            throw besidePlain(one);
        }
        EncryptedColumn two = other.get();
        boolean same = one.domain().id().equals(two.domain().id())
                && one.cellType() == two.cellType()
                && one.type().valueType() == two.type().valueType()
                && one.type().comparesLike(two.type());
        if (!same) {
            throw Refusals.column(one, "it and " + two + " are of different domains, types or cell types", WAY_OUT);
        }
    }

    /** Refuses a column's cells where they would be stored in one whose type they may not fit. */
    static void requireStorable(EncryptedColumn target, EncryptedColumn source) throws SQLException {
        requireSame(target, Optional.of(source));
        LogicalType to = target.type();
        LogicalType from = source.type();
        boolean wider = to.valueType() == ValueType.TEXT
                && !to.blankPadded()
                && !from.blankPadded()
                && (to.precision() == 0 || (from.precision() > 0 && from.precision() <= to.precision()));
        if (!to.declaration().equals(from.declaration()) && !wider) {
            throw Refusals.column(
                    target,
                    "its type " + to.declaration() + " may not hold every " + from.declaration() + " of " + source,
                    "read the values in the application and write them with parameters");
        }
    }
}

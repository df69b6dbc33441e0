package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import java.sql.SQLException;
import java.util.Optional;

/** A column of a relation, under the name that it has there. */
sealed interface Field {

    String name();

    /** The encrypted column whose values it holds, where it is known to. */
    Optional<EncryptedColumn> column();

    /** Whether it is neither known to be plain nor to be encrypted. */
    boolean isUndetermined();

    void determine(EncryptedColumn column) throws SQLException;

    void settlePlain() throws SQLException;

    /** Says that what can be compared is needed of it. */
    void demandKey() throws SQLException;

    /** Whether what is compared is another column. */
    default boolean hasOtherKey() {
        return column().isPresent() && column().get().cellType() != CellType.DETERMINISTIC;
    }

    /** Whether a column stands beside it that the application must not see. */
    boolean hasCompanion();

    /** The name of what is compared, where it is another column. */
    String keyName();

    /** A column of a table. */
    record TableField(String name, Optional<EncryptedColumn> column) implements Field {

        @Override
        public boolean isUndetermined() {
            return false;
        }

        @Override
        public void determine(EncryptedColumn wanted) throws SQLException {
            Unification.requireSame(wanted, column);
        }

        @Override
        public void settlePlain() throws SQLException {
            if (column.isPresent()) {
                throw new IllegalStateException("an encrypted column is never undetermined");
            }
        }

        @Override
        public void demandKey() throws SQLException {
            if (hasOtherKey() && column.orElseThrow().companion().isEmpty()) {
                throw Refusals.column(
                        column.orElseThrow(),
                        "its cells are randomized and it has no index, so the server cannot compare it",
                        "declare it with INDEX = EQUALITY or TYPE = DETERMINISTIC");
            }
        }

        @Override
        public boolean hasCompanion() {
            return column.flatMap(EncryptedColumn::companion).isPresent();
        }

        @Override
        public String keyName() {
            return column.flatMap(EncryptedColumn::companion).orElseThrow();
        }
    }

    /** A column of a query. */
    record OutputField(String name, Output output) implements Field {

        @Override
        public Optional<EncryptedColumn> column() {
            return output.column();
        }

        @Override
        public boolean isUndetermined() {
            return output.isUndetermined();
        }

        @Override
        public void determine(EncryptedColumn wanted) throws SQLException {
            output.determine(wanted);
        }

        @Override
        public void settlePlain() throws SQLException {
            output.settlePlain();
        }

        @Override
        public void demandKey() throws SQLException {
            output.demandKey();
        }

        @Override
        public boolean hasCompanion() {
            return output.isKeyDemanded();
        }

        @Override
        public String keyName() {
            return output.keyName();
        }
    }
}

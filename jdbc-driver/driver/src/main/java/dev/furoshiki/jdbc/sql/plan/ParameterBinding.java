package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;

/** What one parameter of the statement that is sent carries. Positions count from 1. */
public sealed interface ParameterBinding {

    /**
     * The application's parameter whose value it is; one may feed several (stored, indexed, compared). Behind the
     * application's parameters come the literals that were taken out of its text.
     */
    int position();

    /** The value as it stands. */
    record Plain(int position) implements ParameterBinding {}

    /** The value as a cell of the column: to be stored, or, in a deterministic column, compared. */
    record Cell(int position, EncryptedColumn column, ParameterUse use) implements ParameterBinding {}

    /** The value's equality index: to be stored in the companion, or compared with it. */
    record EqualityIndex(int position, EncryptedColumn column, ParameterUse use) implements ParameterBinding {}

    /** An array, each element of it as what is compared with the column: its cells, or its equality indexes. */
    record ComparedArray(int position, EncryptedColumn column) implements ParameterBinding {}
}

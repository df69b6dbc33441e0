package dev.furoshiki.jdbc.sql.plan;

import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.catalog.TableColumns;
import java.util.List;
import java.util.Optional;

/** What is done with a statement: the outcome of analysing its text, without any value in it. Immutable, shareable. */
public sealed interface StatementPlan {

    /** The statement reaches no encrypted column: it is sent byte for byte as it was written. */
    record PassThrough() implements StatementPlan {}

    /**
     * The statement reads or writes encrypted tables.
     *
     * @param kind what it does
     * @param sql the text that is sent: the original with edits spliced in
     * @param layout where the application's parameters and the literals go
     * @param literals taken out of the text, in the order of their positions behind the application's parameters
     * @param resultColumns every column of the result set, in order; empty for statements that give none
     * @param target the encrypted table that is written; empty where none is, or a plain one
     */
    record Rewritten(
            Kind kind,
            String sql,
            ParameterLayout layout,
            List<BoundLiteral> literals,
            List<ResultColumn> resultColumns,
            Optional<TableColumns> target)
            implements StatementPlan {

        public Rewritten {
            literals = List.copyOf(literals);
            resultColumns = List.copyOf(resultColumns);
        }

        /** What each parameter of {@link #sql} carries, in order. */
        public List<ParameterBinding> parameters() {
            return layout.bindings();
        }

        /** How many parameters the application sees. */
        public int applicationParameters() {
            return layout.applicationParameters();
        }
    }

    /**
     * A data definition that changes the catalogue: the wrapper has the change carried out, which yields the text to
     * send, since domain ids and so companion names are made there.
     */
    record Definition(CatalogChange change) implements StatementPlan {}

    /**
     * A question of the application's, which is answered here: what would be done with a text. Nothing is sent.
     *
     * @param text that is asked about, at its positions in the application's own
     */
    record Explained(String text) implements StatementPlan {

        @Override
        public String toString() {
            return "Explained";
        }
    }

    /** What a rewritten statement does. */
    enum Kind {
        SELECT,
        INSERT,
        UPDATE,
        DELETE,
        MERGE,
        /** Of a constraint or an index: it gives no rows and no keys. */
        DEFINITION;

        /** Whether it may insert rows, whose keys can be asked for. */
        public boolean changesRows() {
            return this != SELECT && this != DEFINITION;
        }
    }
}

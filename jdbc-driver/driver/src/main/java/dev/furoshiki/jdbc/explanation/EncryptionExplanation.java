package dev.furoshiki.jdbc.explanation;

import java.util.List;

/**
 * What would be done with a statement. It holds the application's own text, but for the literals of encrypted columns, which
 * are parameters in what is sent.
 */
public sealed interface EncryptionExplanation {

    /**
     * The text reaches no encrypted column, and is sent as it was written.
     *
     * @param sql what is sent
     */
    record PassesThrough(String sql) implements EncryptionExplanation {}

    /**
     * The statement reads or writes encrypted tables.
     *
     * @param sql what is sent
     * @param parameters every parameter of {@code sql}, in order
     * @param resultColumns every column of the result set, in order; empty where there is none
     */
    record Rewritten(String sql, List<ExplainedParameter> parameters, List<ExplainedResultColumn> resultColumns)
            implements EncryptionExplanation {

        public Rewritten {
            parameters = List.copyOf(parameters);
            resultColumns = List.copyOf(resultColumns);
        }
    }

    /**
     * The statement makes or drops encrypted tables, and changes the catalogue along with them.
     *
     * @param statements what is sent, in order; a companion of a domain that is yet to be made is named after one of
     *     {@code xxxxxxxxxxxxxxx1}, {@code xxxxxxxxxxxxxxx2}, ..., where it will have digits drawn by chance; empty where the
     *     table is there already, as it is declared
     * @param columns that become, or cease to be, encrypted columns
     */
    record Definition(List<String> statements, List<ColumnEncryption> columns) implements EncryptionExplanation {

        public Definition {
            statements = List.copyOf(statements);
            columns = List.copyOf(columns);
        }
    }

    /**
     * The statement is refused, and nothing is sent.
     *
     * @param sqlState of the exception that its execution throws
     * @param reason its message: the thing, the reason, the way out
     */
    record Refused(String sqlState, String reason) implements EncryptionExplanation {}
}

package dev.furoshiki.jdbc.catalog;

import java.util.List;

/**
 * What a change of the catalogue would do, as far as the catalogue alone can say.
 *
 * @param statements the data definitions that would be sent, in order; empty where the table is there already, as declared
 * @param columns that would become, or cease to be, encrypted columns; in the place of an id that is yet to be drawn
 *     stand {@code x} and a number
 */
public record DefinitionPreview(List<String> statements, List<EncryptedColumn> columns) {

    public DefinitionPreview {
        statements = List.copyOf(statements);
        columns = List.copyOf(columns);
    }
}

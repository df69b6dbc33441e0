package dev.furoshiki.jdbc.catalog;

import java.util.List;

/**
 * What a view is, as its server says.
 *
 * @param columns their names, in order
 * @param text its query, as the server writes it
 */
public record ViewDefinition(List<String> columns, String text) {

    public ViewDefinition {
        columns = List.copyOf(columns);
    }
}

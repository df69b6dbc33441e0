package dev.furoshiki.jdbc.sql.tree;

import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.List;

/**
 * {@code CREATE TABLE name (column type ..., ...)}: its columns, and where encryption is declared. What else is said of columns
 * and table is not kept.
 *
 * @param end the parenthesis that ends the list of columns, by its index
 */
public record TableDefinition(
        Span span, boolean temporary, boolean ifNotExists, Name name, List<Column> columns, int end) {

    public TableDefinition {
        columns = List.copyOf(columns);
    }

    /**
     * A column, with its type.
     *
     * @param type with what belongs to it: {@code bigint unsigned}, {@code varchar(3) character set utf8mb4}
     */
    public record Column(Span span, Name name, Span type, List<Encryption> encryption) {
        public Column {
            encryption = List.copyOf(encryption);
        }
    }

    /** {@code ENCRYPTED WITH (name = value, ...)}. */
    public record Encryption(Span span, List<Option> options) {
        public Encryption {
            options = List.copyOf(options);
        }
    }

    /**
     * {@code name = value}.
     *
     * @param value a name or a constant in quotes, by its index
     */
    public record Option(Name name, int value) {}
}

package dev.furoshiki.jdbc.sql.plan;

/**
 * A literal that meets an encrypted column: it is taken out of the text, and its value goes into a parameter. Its value is
 * read from the application's own text when the statement is executed, never kept.
 *
 * @param first of its tokens, by its index in the text
 * @param last of its tokens
 */
public record BoundLiteral(int first, int last) {}

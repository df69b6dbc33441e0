package dev.furoshiki.jdbc.sql.text;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What a real server and a lexer say of the same text. */
final class Twin {

    private Twin() {}

    /** A constant as it is written, and the value that the server has to give for it. */
    record Constant(String written, String value) {}

    /** The one row of a query, whose text goes out as it is. */
    static List<String> row(Connection server, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = server.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
            }
        }
        return values;
    }

    /** How many parameters the server sees; nothing where it rejects the text. */
    static OptionalInt parameters(Connection server, String sql) {
        try (PreparedStatement statement = server.prepareStatement(sql)) {
            return OptionalInt.of(statement.getParameterMetaData().getParameterCount());
        } catch (SQLException rejected) {
            return OptionalInt.empty();
        }
    }

    /** How many parameters the lexer sees; nothing where it refuses the text. */
    static OptionalInt parameters(Syntax syntax, String sql) {
        try {
            return OptionalInt.of((int) syntax.tokens(sql).stream()
                    .filter(token -> token.kind() == Token.Kind.PARAMETER)
                    .count());
        } catch (SQLSyntaxErrorException refused) {
            return OptionalInt.empty();
        }
    }

    /** The constants in quotes, as they are written. */
    static List<String> strings(Syntax syntax, String sql) throws SQLSyntaxErrorException {
        return syntax.tokens(sql).stream()
                .filter(token -> token.kind() == Token.Kind.STRING)
                .map(token -> sql.substring(token.start(), token.end()))
                .toList();
    }
}

package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.parse.Cursor.Role;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Cast;
import dev.furoshiki.jdbc.sql.tree.Expression.Operation;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions that have words between their arguments. For one statement, at a word before a parenthesis. */
final class SpecialCallReader {

    private final Readers in;

    SpecialCallReader(Readers in) {
        this.in = in;
    }

    /** Nothing for a function like any other. */
    @Nullable
    Expression read(String word) throws SQLSyntaxErrorException {
        return switch (word) {
            case "CAST", "TREAT", "TRY_CAST" -> cast();
            case "CONVERT" -> in.grammar.isPostgres() ? null : convert();
            case "EXTRACT" -> extract();
            case "POSITION" -> separated(Level.OTHER, "IN");
            case "SUBSTRING", "SUBSTR" -> separated(Level.OTHER, "FROM", "FOR", "SIMILAR", "ESCAPE");
            case "OVERLAY" -> separated(Level.ASSIGNMENT, "PLACING", "FROM", "FOR");
            case "TRIM" -> trim();
            case "NORMALIZE" -> normalize();
            case "JSON_OBJECT", "JSON_OBJECTAGG" -> jsonObject();
            case "JSON_VALUE", "JSON_QUERY", "JSON_EXISTS", "JSON_SCALAR", "JSON_SERIALIZE" -> jsonPath();
            case "XMLELEMENT", "XMLFOREST", "XMLPARSE", "XMLPI", "XMLROOT", "XMLSERIALIZE", "XMLEXISTS" -> {
                if (in.grammar.isPostgres()) {
                    throw in.cursor.unreadable();
                }
                yield null;
            }
            default -> in.grammar.isPostgres() ? null : ofOthers(word);
        };
    }

    private @Nullable Expression ofOthers(String word) throws SQLSyntaxErrorException {
        return switch (word) {
            case "TIMESTAMPADD", "TIMESTAMPDIFF", "DATEADD", "DATEDIFF", "DATE_TRUNC", "DATEDIFF_BIG" -> withUnit();
            case "CHAR" -> in.grammar.isMySql() ? charUsing() : null;
            case "MATCH" -> in.grammar.isMySql() ? match() : null;
            case "GET_FORMAT" -> in.grammar.isMySql() ? withFormat() : null;
            default -> null;
        };
    }

    private String take() throws SQLSyntaxErrorException {
        String name = CallReader.lowerCase(in.cursor.word());
        in.cursor.take(Role.OTHER);
        return name;
    }

    private Expression end(int first, String name, List<Expression> arguments) throws SQLSyntaxErrorException {
        in.cursor.expectSymbol(")");
        return in.calls.behind(first, List.of(name), false, arguments, List.of());
    }

    private Expression cast() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        cursor.take(Role.KEYWORD);
        cursor.expectSymbol("(");
        Expression value = in.expressions.read();
        cursor.expectWord("AS");
        Span type = in.types.read();
        cursor.expectSymbol(")");
        return new Cast(cursor.from(first), value, type);
    }

    /** {@code CONVERT(value, type)} or MySQL's {@code CONVERT(value USING charset)}. */
    private Expression convert() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        cursor.take(Role.KEYWORD);
        cursor.expectSymbol("(");
        Expression value = in.expressions.read();
        if (cursor.acceptWord("USING")) {
            cursor.take(Role.OTHER);
            cursor.expectSymbol(")");
            return new Operation(cursor.from(first), List.of(value));
        }
        cursor.expectSymbol(",");
        Span type = in.types.read();
        cursor.expectSymbol(")");
        return new Cast(cursor.from(first), value, type);
    }

    private Expression extract() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        String name = take();
        cursor.expectSymbol("(");
        List<Expression> arguments = new ArrayList<>();
        if (cursor.is(Token.Kind.STRING)) {
            arguments.add(in.constants.string());
        } else {
            in.names.other();
        }
        cursor.expectWord("FROM");
        arguments.add(in.expressions.read());
        return end(first, name, arguments);
    }

    /** Arguments with these words between them, or commas. */
    private Expression separated(int level, String... separators) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        String name = take();
        cursor.expectSymbol("(");
        List<Expression> arguments = new ArrayList<>();
        arguments.add(in.expressions.read(level));
        while (cursor.acceptAnyWord(separators)) {
            arguments.add(in.expressions.read(level));
        }
        if (arguments.size() == 1) {
            arguments.set(0, in.expressions.continued(arguments.get(0), Level.ASSIGNMENT));
            while (cursor.acceptSymbol(",")) {
                arguments.add(in.expressions.read());
            }
        }
        return end(first, name, arguments);
    }

    private Expression trim() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        String name = take();
        cursor.expectSymbol("(");
        cursor.acceptAnyWord("BOTH", "LEADING", "TRAILING");
        List<Expression> arguments = new ArrayList<>();
        if (!cursor.acceptWord("FROM")) {
            arguments.add(in.expressions.read());
        }
        if (arguments.isEmpty() || cursor.acceptWord("FROM") || cursor.acceptSymbol(",")) {
            arguments.addAll(in.expressions.list());
        }
        return end(first, name, arguments);
    }

    private Expression normalize() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        String name = take();
        cursor.expectSymbol("(");
        List<Expression> arguments = List.of(in.expressions.read());
        if (cursor.acceptSymbol(",")) {
            cursor.expectAnyWord("NFC", "NFD", "NFKC", "NFKD");
        }
        return end(first, name, arguments);
    }

    /** A unit of time, not quoted, before the arguments. */
    private @Nullable Expression withUnit() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        boolean unit = cursor.is(2, Token.Kind.WORD) && cursor.isSymbol(3, ",") && isUnit(cursor.word(2));
        if (!unit) {
            return null;
        }
        int first = cursor.at();
        String name = take();
        cursor.expectSymbol("(");
        cursor.take(Role.KEYWORD);
        cursor.expectSymbol(",");
        return end(first, name, in.expressions.list());
    }

    private static boolean isUnit(String word) {
        boolean sql = word.startsWith("SQL_TSI_") && TimeUnits.isOne(word.substring("SQL_TSI_".length()));
        return sql || TimeUnits.isOne(word) || TimeUnits.isOneOfH2(word);
    }

    private @Nullable Expression withFormat() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        String name = take();
        cursor.expectSymbol("(");
        cursor.expectAnyWord("DATE", "TIME", "DATETIME", "TIMESTAMP");
        cursor.expectSymbol(",");
        return end(first, name, in.expressions.list());
    }

    private Expression charUsing() throws SQLSyntaxErrorException {
        int first = in.cursor.at();
        String name = take();
        in.cursor.expectSymbol("(");
        List<Expression> arguments = in.expressions.list();
        if (in.cursor.acceptWord("USING")) {
            in.cursor.take(Role.OTHER);
        }
        return end(first, name, arguments);
    }

    /** {@code MATCH (a, b) AGAINST ('...' IN BOOLEAN MODE)}. */
    private Expression match() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        cursor.take(Role.KEYWORD);
        List<Expression> operands = new ArrayList<>(in.expressions.parenthesizedList());
        cursor.expectWord("AGAINST");
        cursor.expectSymbol("(");
        operands.add(in.expressions.read(Level.OTHER));
        if (!cursor.acceptWords("IN", "BOOLEAN", "MODE")) {
            cursor.acceptWords("IN", "NATURAL", "LANGUAGE", "MODE");
            cursor.acceptWords("WITH", "QUERY", "EXPANSION");
        }
        cursor.expectSymbol(")");
        return new Operation(cursor.from(first), operands);
    }

    /** {@code JSON_OBJECT(KEY k VALUE v, k: v NULL ON NULL)}. */
    private Expression jsonObject() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        String name = take();
        cursor.expectSymbol("(");
        List<Expression> arguments = new ArrayList<>();
        if (!cursor.isSymbol(")")) {
            do {
                if (!cursor.isSymbol(1, ",") && !cursor.isSymbol(1, ")")) {
                    cursor.acceptWord("KEY");
                }
                arguments.add(in.expressions.read());
                if (cursor.acceptWord("VALUE") || cursor.acceptSymbol(":")) {
                    arguments.add(in.expressions.read());
                }
                cursor.acceptWords("FORMAT", "JSON");
            } while (cursor.acceptSymbol(","));
        }
        jsonTail(arguments);
        return end(first, name, arguments);
    }

    /** {@code JSON_VALUE(context, path RETURNING type NULL ON EMPTY)}. */
    private Expression jsonPath() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        String name = take();
        cursor.expectSymbol("(");
        List<Expression> arguments = new ArrayList<>();
        do {
            arguments.add(in.expressions.read());
            cursor.acceptWords("FORMAT", "JSON");
        } while (cursor.acceptSymbol(","));
        jsonTail(arguments);
        return end(first, name, arguments);
    }

    private void jsonTail(List<Expression> arguments) throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        while (true) {
            if (cursor.acceptWord("RETURNING")) {
                in.types.read();
            } else if (cursor.acceptWord("DEFAULT")) {
                arguments.add(in.expressions.read());
            } else if (!cursor.acceptAnyWord(
                    "NULL",
                    "ABSENT",
                    "ERROR",
                    "EMPTY",
                    "ON",
                    "WITH",
                    "WITHOUT",
                    "UNIQUE",
                    "KEYS",
                    "WRAPPER",
                    "ARRAY",
                    "CONDITIONAL",
                    "UNCONDITIONAL",
                    "KEEP",
                    "OMIT",
                    "QUOTES",
                    "TRUE",
                    "FALSE",
                    "UNKNOWN",
                    "OBJECT")) {
                return;
            }
        }
    }
}

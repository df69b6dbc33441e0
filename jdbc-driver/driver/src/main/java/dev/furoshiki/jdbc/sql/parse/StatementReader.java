package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.tree.Cte;
import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Statement;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;

/** Statements, and common table expressions, which hold them. For one statement. */
final class StatementReader {

    private final Readers in;

    StatementReader(Readers in) {
        this.in = in;
    }

    Statement read() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        if (!cursor.isWord("WITH")) {
            return read(first, List.of());
        }
        boolean recursive = startWith();
        List<Cte> with = expressions();
        if (isChange()) {
            return read(first, with);
        }
        Query body = in.queries.read();
        return new Statement.Rows(cursor.from(first), new Query.With(cursor.from(first), recursive, with, body));
    }

    private boolean isChange() {
        return in.cursor.isAnyWord("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE");
    }

    private Statement read(int first, List<Cte> with) throws SQLSyntaxErrorException {
        return switch (in.cursor.word()) {
            case "INSERT" -> in.inserts.read(first, with);
            case "REPLACE" -> {
                if (!in.grammar.isMySql()) {
                    throw in.cursor.unreadable();
                }
                yield in.inserts.read(first, with);
            }
            case "UPDATE" -> in.changes.update(first, with);
            case "DELETE" -> in.changes.delete(first, with);
            case "MERGE" -> in.merges.read(first, with);
            default -> {
                Query query = in.queries.read();
                yield new Statement.Rows(in.cursor.from(first), query);
            }
        };
    }

    /** Passes WITH; whether it is recursive. */
    boolean startWith() throws SQLSyntaxErrorException {
        in.cursor.expectWord("WITH");
        return in.cursor.acceptWord("RECURSIVE");
    }

    /** Behind WITH. */
    List<Cte> expressions() throws SQLSyntaxErrorException {
        List<Cte> expressions = new ArrayList<>();
        do {
            expressions.add(expression());
        } while (in.cursor.acceptSymbol(","));
        return expressions;
    }

    private Cte expression() throws SQLSyntaxErrorException {
        Cursor cursor = in.cursor;
        int first = cursor.at();
        Name name = in.names.simple();
        List<Name> columns = in.names.parenthesizedIfAny();
        cursor.expectWord("AS");
        if (!in.grammar.isMySql()) {
            cursor.acceptWord("NOT");
            cursor.acceptWord("MATERIALIZED");
        }
        cursor.expectSymbol("(");
        Statement statement = read();
        cursor.expectSymbol(")");
        return new Cte(cursor.from(first), name, columns, statement);
    }
}

package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.sql.lineage.Leaf.CutLeaf;
import dev.furoshiki.jdbc.sql.lineage.Leaf.GuardLeaf;
import dev.furoshiki.jdbc.sql.lineage.Value.Encrypted;
import dev.furoshiki.jdbc.sql.lineage.Value.Undetermined;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Expression.Cast;
import dev.furoshiki.jdbc.sql.tree.Expression.Literal;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Casts that leave an encrypted column's value as it is: they are cut out where the value is a cell. All others are computed
 * by the server. For one statement.
 */
final class Casts {

    private final Analysis analysis;

    Casts(Analysis analysis) {
        this.analysis = analysis;
    }

    Value judge(Cast cast, Scope scope) throws SQLException {
        Value value = analysis.expressions().judge(cast.value(), scope);
        if (value instanceof Value.Plain) {
            return Value.PLAIN;
        }
        Optional<LogicalType> type = type(cast);
        List<Leaf> leaves = new ArrayList<>(Output.leaves(value));
        if (value instanceof Encrypted encrypted) {
            requireKept(encrypted.column(), type);
            cuts(cast).forEach(cut -> {
                cut.determine(encrypted.column());
                leaves.add(cut);
            });
            return new Encrypted(retyped(encrypted.column(), type.orElseThrow()), leaves);
        }
        leaves.addAll(cuts(cast));
        leaves.add(new GuardLeaf(column -> requireKept(column, type)));
        return new Undetermined(leaves);
    }

    /** Its values under another name of their type, which the application is told as the server would tell it. */
    private static EncryptedColumn retyped(EncryptedColumn column, LogicalType type) {
        return new EncryptedColumn(
                column.table(), column.name(), type, column.cellType(), column.indexType(), column.domain());
    }

    private Optional<LogicalType> type(Cast cast) {
        SqlText statement = analysis.statement();
        String written = statement
                .text()
                .substring(
                        statement.start(cast.type().first()),
                        statement.end(cast.type().last()));
        return analysis.rules().keptByCast(written);
    }

    /** {@code CAST(} and {@code AS type)} around the value, or {@code ::type} behind it. */
    private static List<CutLeaf> cuts(Cast cast) {
        int first = cast.span().first();
        Span value = cast.value().span();
        int afterValue = value.last() + 1;
        if (value.first() == first) {
            return List.of(new CutLeaf(new Span(afterValue, cast.span().last())));
        }
        return List.of(
                new CutLeaf(new Span(first, first)),
                new CutLeaf(new Span(afterValue, cast.span().last() - 1)));
    }

    static void requireKept(EncryptedColumn column, Optional<LogicalType> type) throws SQLException {
        boolean text = column.type().valueType() == ValueType.TEXT
                && !column.type().blankPadded()
                && type.isPresent()
                && type.get().valueType() == ValueType.TEXT
                && !type.get().blankPadded()
                && type.get().precision() == 0;
        boolean same = type.isPresent()
                && type.get().declaration().equals(column.type().declaration());
        if (!text && !same) {
            throw Refusals.column(
                    column,
                    "the server cannot cast it, or what is compared with it or written to it, to another type",
                    "leave the cast out, or cast to " + column.type().declaration());
        }
    }

    /** Refuses a literal that says another type than the column's. */
    void requireLiteral(EncryptedColumn column, Literal literal) throws SQLException {
        SqlText statement = analysis.statement();
        // A national string is of another type, as is one of a character set, and escapes of names' own kind are not
        // read.
        boolean read = literal.kind() != Literal.Kind.BITS
                && !(literal.kind() == Literal.Kind.STRING
                        && "nNuU_".indexOf(written(statement, literal).charAt(0)) >= 0);
        if (literal.kind() == Literal.Kind.TYPED) {
            int end = literal.span().first();
            while (!statement.is(end, Token.Kind.STRING)) {
                end++;
            }
            boolean behind = statement.is(literal.span().last(), Token.Kind.STRING);
            String written =
                    statement.text().substring(statement.start(literal.span().first()), statement.end(end - 1));
            Optional<LogicalType> type = LogicalType.parse(column.type().server(), written);
            read = behind && type.isPresent() && analysis.rules().readsTyped(type.get(), column.type());
        }
        if (!read) {
            throw Refusals.column(
                    column,
                    "a constant that it is compared with, or that is written to it, is of another type",
                    "write it without a type, or set it with a parameter");
        }
    }

    private static String written(SqlText statement, Literal literal) {
        return statement.written(literal.span().first());
    }
}

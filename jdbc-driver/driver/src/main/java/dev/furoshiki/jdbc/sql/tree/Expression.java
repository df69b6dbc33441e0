package dev.furoshiki.jdbc.sql.tree;

import java.util.List;
import java.util.Optional;

/** What has a value. */
public sealed interface Expression extends Node {

    /**
     * The name of a column, or what may be one, or of a table's row as a whole.
     *
     * @param parts as the server stores them, qualifiers first
     */
    record Name(Span span, List<String> parts) implements Expression {
        public Name {
            parts = List.copyOf(parts);
        }

        public String simple() {
            return parts.get(parts.size() - 1);
        }

        /** What stands before the last dot. */
        public List<String> qualifier() {
            return parts.subList(0, parts.size() - 1);
        }
    }

    /** {@code *} or {@code t.*}, in a list of columns, in {@code count(*)} or as a row. */
    record Star(Span span, List<String> qualifier) implements Expression {
        public Star {
            qualifier = List.copyOf(qualifier);
        }
    }

    record Parameter(Span span) implements Expression {}

    /** A constant; its value is read from the token, never kept here. */
    record Literal(Span span, Kind kind) implements Expression {
        public enum Kind {
            NULL,
            BOOLEAN,
            NUMBER,
            /** A string without a type, in quotes of any form. */
            STRING,
            /** {@code X'..'} and {@code B'..'}. */
            BITS,
            /** A string behind the name of a type: {@code DATE '..'}, {@code INTERVAL '..' DAY}. */
            TYPED
        }
    }

    /** The keyword {@code DEFAULT} as a value to be stored. */
    record Default(Span span) implements Expression {}

    /** One expression in parentheses. */
    record Parenthesized(Span span, Expression inner) implements Expression {}

    /** {@code (a, b)} or {@code ROW(a)}. */
    record Row(Span span, List<Expression> values) implements Expression {
        public Row {
            values = List.copyOf(values);
        }
    }

    /** {@code NOT} in front of a condition. */
    record Not(Span span, Expression condition) implements Expression {}

    /** {@code AND}, {@code OR} and {@code XOR}. */
    record Logical(Span span, List<Expression> conditions) implements Expression {
        public Logical {
            conditions = List.copyOf(conditions);
        }
    }

    /** Two values compared. */
    record Comparison(Span span, Operator operator, Expression left, Expression right) implements Expression {
        public enum Operator {
            EQUAL,
            NOT_EQUAL,
            /** {@code IS NOT DISTINCT FROM}, and MySQL's {@code <=>}. */
            SAME,
            /** {@code IS DISTINCT FROM}. */
            DISTINCT,
            /** {@code <}, {@code >=} and their like. */
            ORDER
        }
    }

    /** {@code value = ANY (...)}, where the other side is a query or, in {@code array}, an expression. */
    record Quantified(
            Span span,
            Comparison.Operator operator,
            boolean all,
            Expression value,
            Optional<Query> query,
            Optional<Expression> array)
            implements Expression {}

    /** {@code value IN (...)}: a query or a list. */
    record In(Span span, boolean negated, Expression value, Optional<Query> query, List<Expression> list)
            implements Expression {
        public In {
            list = List.copyOf(list);
        }
    }

    /** {@code IS NULL}, {@code IS NOT NULL}, {@code ISNULL}, {@code NOTNULL}. */
    record NullTest(Span span, boolean negated, Expression value) implements Expression {}

    record Exists(Span span, Query query) implements Expression {}

    /** A query whose only value is used; {@code ARRAY(SELECT ...)} too. */
    record Subquery(Span span, boolean array, Query query) implements Expression {}

    /**
     * One of several values, by conditions.
     *
     * @param operand of {@code CASE x WHEN y}, where there is one
     */
    record Case(Span span, Optional<Expression> operand, List<When> branches, Optional<Expression> otherwise)
            implements Expression {
        public Case {
            branches = List.copyOf(branches);
        }

        public record When(Expression condition, Expression value) {}
    }

    /** {@code CAST(value AS type)} or {@code value::type}; the type's name is read from its tokens. */
    record Cast(Span span, Expression value, Span type) implements Expression {}

    /**
     * A function called by its name, with what may follow it.
     *
     * @param name in lower case where it was unquoted; of the kind {@code CURRENT_DATE} too, which has no parentheses
     * @param arguments also where words stand between them: {@code EXTRACT(year FROM d)}, {@code TRIM(BOTH x FROM y)}
     * @param orderBy within the parentheses, or of {@code WITHIN GROUP}
     * @param window of {@code OVER}; one that is named has no keys here
     */
    record Call(
            Span span,
            List<String> name,
            boolean distinct,
            List<Expression> arguments,
            List<SortKey> orderBy,
            Optional<Expression> filter,
            Optional<Window> window)
            implements Expression {
        public Call {
            name = List.copyOf(name);
            arguments = List.copyOf(arguments);
            orderBy = List.copyOf(orderBy);
        }
    }

    /** {@code PARTITION BY ... ORDER BY ...}, and the bounds of its frame. */
    record Window(Span span, List<Expression> partitionBy, List<SortKey> orderBy, List<Expression> bounds) {
        public Window {
            partitionBy = List.copyOf(partitionBy);
            orderBy = List.copyOf(orderBy);
            bounds = List.copyOf(bounds);
        }
    }

    /** Any other operator or construct, of which nothing is known but its operands. */
    record Operation(Span span, List<Expression> operands) implements Expression {
        public Operation {
            operands = List.copyOf(operands);
        }
    }
}

package dev.furoshiki.jdbc.sql.tree;

import dev.furoshiki.jdbc.sql.tree.Expression.Name;
import java.util.List;
import java.util.Optional;

/**
 * {@code ON CONFLICT (target) WHERE ... DO UPDATE SET ... WHERE ...}, and MySQL's {@code ON DUPLICATE KEY UPDATE}, which has no
 * target.
 *
 * @param constraint of {@code ON CONSTRAINT name}
 * @param assignments empty for {@code DO NOTHING}
 */
public record OnConflict(
        Span span,
        List<Expression> target,
        Optional<Expression> targetWhere,
        Optional<Name> constraint,
        List<Assignment> assignments,
        Optional<Expression> where)
        implements Node {
    public OnConflict {
        target = List.copyOf(target);
        assignments = List.copyOf(assignments);
    }
}

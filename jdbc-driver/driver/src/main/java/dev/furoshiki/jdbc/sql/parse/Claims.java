package dev.furoshiki.jdbc.sql.parse;

import dev.furoshiki.jdbc.sql.text.Token;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Node;
import dev.furoshiki.jdbc.sql.tree.Span;
import java.sql.SQLSyntaxErrorException;

/**
 * Holds a tree against the tokens that it was read from: each name, constant and parameter belongs to exactly one leaf, no other
 * token to any, and children lie in order within their parents. A node that got lost on the way, with a parameter in it, would
 * otherwise go unseen. For one tree.
 */
final class Claims {

    private final Cursor cursor;
    private final boolean[] claimed;

    private Claims(Cursor cursor) {
        this.cursor = cursor;
        this.claimed = new boolean[cursor.statement().size()];
    }

    /** @throws SQLSyntaxErrorException (42601) at the first token that is claimed by no leaf, or by none alone */
    static void require(Node tree, Cursor cursor) throws SQLSyntaxErrorException {
        Claims claims = new Claims(cursor);
        claims.claim(tree);
        claims.requireAll();
    }

    private void claim(Node node) throws SQLSyntaxErrorException {
        if (Children.isLeaf(node)) {
            claimLeaf(node.span());
            return;
        }
        int next = node.span().first();
        for (Node child : Children.of(node)) {
            Span span = child.span();
            if (span.first() < next || span.last() > node.span().last()) {
                throw cursor.unreadable(span.first());
            }
            next = span.last() + 1;
            claim(child);
        }
    }

    private void claimLeaf(Span span) throws SQLSyntaxErrorException {
        for (int i = span.first(); i <= span.last(); i++) {
            if (claimed[i]) {
                throw cursor.unreadable(i);
            }
            claimed[i] = true;
        }
    }

    private void requireAll() throws SQLSyntaxErrorException {
        for (int i = 0; i < claimed.length; i++) {
            boolean right = switch (cursor.role(i)) {
                case UNREAD -> false;
                case KEYWORD -> !claimed[i] && cursor.statement().is(i, Token.Kind.WORD);
                case SYMBOL -> !claimed[i] && cursor.statement().is(i, Token.Kind.SYMBOL);
                case LEAF -> claimed[i];
                case OTHER -> !claimed[i] && !isValue(i);
            };
            if (!right) {
                throw cursor.unreadable(i);
            }
        }
    }

    private boolean isValue(int index) {
        return cursor.statement().is(index, Token.Kind.PARAMETER)
                || cursor.statement().is(index, Token.Kind.STRING);
    }
}

package dev.furoshiki.embedded.policy;

import java.util.List;
import java.util.Map;

/** A value of a policy's JSON text that knows where it stands. */
sealed interface PolicyNode {

    Position at();

    /** A string. */
    record Text(String value, Position at) implements PolicyNode {}

    /** An object; the members in their order. */
    record Members(Map<String, PolicyNode> byName, Position at) implements PolicyNode {}

    /** An array. */
    record Elements(List<PolicyNode> list, Position at) implements PolicyNode {}

    /** A number, true, false or null, as it is written. */
    record Literal(String written, Position at) implements PolicyNode {}

    /**
     * A place in the text.
     *
     * @param pointer a JSON pointer (RFC 6901); empty for the whole document
     */
    record Position(String pointer, int line, int column) {

        @Override
        public String toString() {
            return (pointer.isEmpty() ? "" : pointer + ", ") + "line " + line + ", column " + column;
        }
    }
}

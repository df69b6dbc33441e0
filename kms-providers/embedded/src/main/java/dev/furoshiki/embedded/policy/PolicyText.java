package dev.furoshiki.embedded.policy;

import dev.furoshiki.embedded.policy.PolicyNode.Elements;
import dev.furoshiki.embedded.policy.PolicyNode.Literal;
import dev.furoshiki.embedded.policy.PolicyNode.Members;
import dev.furoshiki.embedded.policy.PolicyNode.Position;
import dev.furoshiki.embedded.policy.PolicyNode.Text;
import dev.furoshiki.key.KmsException.MalformedPolicyDocumentException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Reads a policy's JSON text into {@link PolicyNode}s: strict JSON, no member twice, nothing behind it. */
final class PolicyText {

    /** The deepest of the grammar is a condition's value: document, statements, statement, condition, operator, values. */
    private static final int DEEPEST = 12;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private final JsonParser parser;

    private PolicyText(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws MalformedPolicyDocumentException when it is no JSON text; it has the place and the reason */
    static PolicyNode read(String document) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), document)) {
            PolicyText text = new PolicyText(parser);
            PolicyNode whole = text.node(parser.nextToken(), "");
            if (parser.nextToken() != null) {
                throw malformed(text.position(""), "something follows the policy's closing brace: remove it");
            }
            return whole;
        } catch (JacksonException broken) {
            TokenStreamLocation location = broken.getLocation();
            Position at = location == null
                    ? new Position("", 1, 1)
                    : new Position("", location.getLineNr(), location.getColumnNr());
            throw malformed(at, "it is no JSON text: " + broken.getOriginalMessage());
        }
    }

    static MalformedPolicyDocumentException malformed(Position at, String reason) {
        return new MalformedPolicyDocumentException("the key policy is malformed at " + at + ": " + reason);
    }

    private PolicyNode node(@Nullable JsonToken token, String pointer) {
        Position at = position(pointer);
        if (token == null) {
            throw malformed(at, "the text ends where a value should be");
        }
        return switch (token) {
            case START_OBJECT -> members(pointer, at);
            case START_ARRAY -> elements(pointer, at);
            case VALUE_STRING -> new Text(whole(parser.getString(), at), at);
            default -> new Literal(parser.getString(), at);
        };
    }

    private Members members(String pointer, Position at) {
        Map<String, PolicyNode> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String inner = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            whole(name, position(inner));
            if (members.put(name, node(parser.nextToken(), inner)) != null) {
                throw malformed(position(inner), "the member \"" + name + "\" is there twice: keep one");
            }
        }
        return new Members(members, at);
    }

    private Elements elements(String pointer, Position at) {
        List<PolicyNode> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(node(token, pointer + "/" + elements.size()));
        }
        return new Elements(elements, at);
    }

    private Position position(String pointer) {
        TokenStreamLocation location = parser.currentTokenLocation();
        // Before the first token, the library counts columns from 0.
        return new Position(pointer, location.getLineNr(), Math.max(1, location.getColumnNr()));
    }

    /** A lone surrogate would be stored as a question mark. */
    private static String whole(String text, Position at) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isHighSurrogate(text.charAt(i))
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw malformed(at, "the string holds half of a surrogate pair, which is no Unicode text");
                }
                i++;
            }
        }
        return text;
    }
}

package dev.furoshiki.embedded;

import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.key.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a record tells of a request: copies of its arguments, cut where they are more than any request that is granted has.
 * So what is refused is recorded, and does not fill the log. Used by one thread at a time.
 */
final class RecordedParameters {

    /** More than the limits of any operation let through, and with every character escaped less than a record may have. */
    static final int MOST_CHARACTERS = 128 * 1024;

    /** Of what is too long, as much as shows what it was. */
    private static final int BEGINNING = 1024;

    /** The names, quotes and commas around an element. */
    private static final int AROUND = 8;

    private static final String CUT = "…";

    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private int left = MOST_CHARACTERS;

    void put(String parameter, @Nullable Object value) {
        values.put(parameter, copy(value));
    }

    /** As an {@link dev.furoshiki.audit.AuditRecord} has them. */
    Map<String, @Nullable Object> values() {
        return Collections.unmodifiableMap(values);
    }

    /** The beginning of a text that is longer than that, with its length behind it. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Math.max(most, 0)) + CUT + " (" + text.length() + " characters)";
    }

    private @Nullable Object copy(@Nullable Object value) {
        left -= AROUND;
        if (value instanceof String text) {
            return text(text);
        } else if (value instanceof Enum<?> constant) {
            return constant.name();
        } else if (value instanceof Principal principal) {
            return principal.arn();
        } else if (value instanceof EncryptionContext context) {
            return copy(context.toMap());
        } else if (value instanceof Map<?, ?> members) {
            return members(members);
        } else if (value instanceof Collection<?> elements) {
            return elements(elements);
        }
        return value;
    }

    private String text(String text) {
        String kept = text.length() <= left ? text : cut(text, Math.min(left, BEGINNING));
        left -= kept.length();
        return kept;
    }

    private Map<String, @Nullable Object> members(Map<?, ?> members) {
        Map<String, @Nullable Object> copies = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            if (left <= 0) {
                copies.put(CUT, members.size() + " entries");
                break;
            }
            copies.put(text(String.valueOf(member.getKey())), copy(member.getValue()));
        }
        return copies;
    }

    private List<@Nullable Object> elements(Collection<?> elements) {
        List<@Nullable Object> copies = new ArrayList<>();
        for (Object element : elements) {
            if (left <= 0) {
                copies.add(CUT + " (" + elements.size() + " elements)");
                break;
            }
            copies.add(copy(element));
        }
        return copies;
    }
}

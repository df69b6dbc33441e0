package dev.furoshiki.embedded.policy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * AWS's rules once more, written down without a thought of speed or of bad input: read by another JSON library, patterns by
 * regular expressions, each request from the text.
 */
final class NaivePolicy {

    private NaivePolicy() {}

    /** @param facts by condition key; a context's pairs as {@code kms:EncryptionContext:<name>} */
    static String decide(String document, String principal, String action, Map<String, List<String>> facts) {
        boolean allowed = false;
        for (JsonElement statement :
                list(JsonParser.parseString(document).getAsJsonObject().get("Statement"))) {
            JsonObject members = statement.getAsJsonObject();
            boolean denies = members.get("Effect").getAsString().equals("Deny");
            if (isAbout(members.get("Principal"), principal, denies)
                    && names(members, action)
                    && holds(members.get("Condition"), facts)) {
                if (denies) {
                    return "DENIED";
                }
                allowed = true;
            }
        }
        return allowed ? "ALLOWED" : "NOT_ALLOWED";
    }

    private static boolean isAbout(JsonElement named, String principal, boolean denies) {
        List<JsonElement> names = named.isJsonPrimitive()
                ? list(named)
                : list(named.getAsJsonObject().get("AWS"));
        String account = principal.split(":", -1)[4];
        for (JsonElement name : names) {
            String text = name.getAsString();
            boolean isAccount = text.equals(account) || text.endsWith(":" + account + ":root");
            boolean isRole = text.contains(":role/")
                    && principal.startsWith(text.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/");
            if (text.equals("*")
                    || text.equals(principal)
                    || principal.equals("arn:aws:iam::" + text + ":root")
                    || (denies && (isAccount || isRole))) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(JsonObject statement, String action) {
        if (statement.has("Action")) {
            return anyLike(strings(statement.get("Action")), action, true);
        }
        return !anyLike(strings(statement.get("NotAction")), action, true);
    }

    private static boolean holds(JsonElement condition, Map<String, List<String>> facts) {
        if (condition == null) {
            return true;
        }
        for (Map.Entry<String, JsonElement> operator :
                condition.getAsJsonObject().entrySet()) {
            for (Map.Entry<String, JsonElement> line :
                    operator.getValue().getAsJsonObject().entrySet()) {
                List<String> actual = facts.getOrDefault(line.getKey(), List.of());
                if (!holds(operator.getKey(), actual, strings(line.getValue()))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean holds(String operator, List<String> actual, List<String> expected) {
        if (operator.equals("Null")) {
            return actual.isEmpty() == expected.get(0).equals("true");
        }
        if (operator.endsWith("IfExists")) {
            return actual.isEmpty()
                    || holds(operator.substring(0, operator.length() - "IfExists".length()), actual, expected);
        }
        if (operator.startsWith("ForAllValues:")) {
            return actual.stream().allMatch(value -> compares(operator.substring(13), value, expected));
        }
        if (operator.startsWith("ForAnyValue:")) {
            return actual.stream().anyMatch(value -> compares(operator.substring(12), value, expected));
        }
        return actual.isEmpty() ? operator.contains("Not") : compares(operator, actual.get(0), expected);
    }

    private static boolean compares(String operator, String value, List<String> expected) {
        return switch (operator) {
            case "StringEquals" -> expected.contains(value);
            case "StringNotEquals" -> !expected.contains(value);
            case "StringEqualsIgnoreCase", "Bool" -> expected.stream().anyMatch(value::equalsIgnoreCase);
            case "StringNotEqualsIgnoreCase" -> expected.stream().noneMatch(value::equalsIgnoreCase);
            case "StringLike" -> anyLike(expected, value, false);
            case "StringNotLike" -> !anyLike(expected, value, false);
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static boolean anyLike(List<String> patterns, String value, boolean ignoringCase) {
        for (String pattern : patterns) {
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
            boolean like = ignoringCase
                    ? value.toLowerCase(Locale.ROOT)
                            .matches(regex.toString()
                                    .toLowerCase(Locale.ROOT)
                                    .replace("\\q", "\\Q")
                                    .replace("\\e", "\\E"))
                    : value.matches(regex.toString());
            if (like) {
                return true;
            }
        }
        return false;
    }

    private static List<String> strings(JsonElement element) {
        List<String> strings = new ArrayList<>();
        list(element).forEach(one -> strings.add(one.getAsString()));
        return strings;
    }

    private static List<JsonElement> list(JsonElement element) {
        List<JsonElement> list = new ArrayList<>();
        if (element instanceof JsonArray several) {
            several.forEach(list::add);
        } else {
            list.add(element);
        }
        return list;
    }
}

package dev.furoshiki.jdbc.hunt;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the values of encrypted columns, in any form in which the server could show them. Stateless. */
final class Canaries {

    /**
     * One form of a value.
     *
     * @param sign in small letters, is in whatever the expression matches: for a quick look before the thorough one
     */
    private record Form(String expression, String sign) {

        static Form of(String text) {
            return new Form(Pattern.quote(text), text.toLowerCase(Locale.ROOT));
        }
    }

    private static final List<Form> FORMS = List.of(
            Form.of(HuntType.TEXT_STEM.substring(1)),
            Form.of(hex(HuntType.TEXT_STEM.substring(1))),
            Form.of(hex(HuntType.TEXT_STEM.toUpperCase(Locale.ROOT).substring(1))),
            Form.of(new StringBuilder(HuntType.TEXT_STEM).reverse().toString()),
            // Not within the digits of a cell, where these seven may stand by chance.
            new Form("(?<![0-9a-f])" + HuntType.INTEGER_STEM / 1000, String.valueOf(HuntType.INTEGER_STEM / 1000)),
            Form.of(String.valueOf(HuntType.LONG_STEM / 1000)),
            Form.of(Long.toHexString(HuntType.LONG_STEM).substring(0, 11)),
            Form.of(HuntType.NUMBER_STEM),
            new Form(HuntType.YEAR_STEM + "-03-|03[/.]" + HuntType.YEAR_STEM, String.valueOf(HuntType.YEAR_STEM)),
            Form.of(uuid().substring(0, 18)),
            Form.of(uuid().substring(0, 18).replace("-", "")),
            new Form("(?<![\\w.])-31[0-9]{3}(?![\\w.])", "-31"));

    private static final Pattern ANY =
            Pattern.compile(FORMS.stream().map(Form::expression).collect(Collectors.joining("|", "(?i)", "")));

    private Canaries() {}

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String uuid() {
        return HuntType.UUID.values(0, false).get(0).toString();
    }

    /** The first one in it, with what is around it. */
    static Optional<String> in(String text) {
        if (!mayBeIn(text)) {
            return Optional.empty();
        }
        Matcher found = ANY.matcher(text);
        return found.find()
                ? Optional.of(found.group() + " in "
                        + text.substring(Math.max(0, found.start() - 400), Math.min(text.length(), found.end() + 200)))
                : Optional.empty();
    }

    /** The lines of a log that hold one. */
    static List<String> inLines(String log) {
        return log.lines()
                .filter(line -> mayBeIn(line) && ANY.matcher(line).find())
                .limit(5)
                .toList();
    }

    private static boolean mayBeIn(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        return FORMS.stream().anyMatch(form -> small.contains(form.sign));
    }
}

package dev.furoshiki.jdbc.hunt;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the values of encrypted columns, in any form in which the server could show them. Stateless. */
final class Canaries {

    private static final Pattern FORMS = Pattern.compile(Stream.of(
                    HuntType.TEXT_STEM,
                    HuntType.TEXT_STEM.substring(1),
                    hex(HuntType.TEXT_STEM.substring(1)),
                    hex(HuntType.TEXT_STEM.toUpperCase(Locale.ROOT).substring(1)),
                    new StringBuilder(HuntType.TEXT_STEM).reverse().toString(),
                    String.valueOf(HuntType.INTEGER_STEM / 1000),
                    String.valueOf(HuntType.LONG_STEM / 1000),
                    Long.toHexString(HuntType.LONG_STEM).substring(0, 11),
                    HuntType.NUMBER_STEM,
                    HuntType.YEAR_STEM + "-03-",
                    "03[/.]" + HuntType.YEAR_STEM,
                    uuid().substring(0, 18),
                    uuid().substring(0, 18).replace("-", ""))
            .collect(Collectors.joining("|", "(?i)", "|(?<![\\w.])-31[0-9]{3}(?![\\w.])")));

    /** One of them, in small letters, is in whatever the forms match: a quick look before the thorough one. */
    private static final List<String> SIGNS = Stream.of(
                    HuntType.TEXT_STEM.substring(1),
                    hex(HuntType.TEXT_STEM.substring(1)),
                    hex(HuntType.TEXT_STEM.toUpperCase(Locale.ROOT).substring(1)),
                    new StringBuilder(HuntType.TEXT_STEM).reverse().toString(),
                    String.valueOf(HuntType.INTEGER_STEM / 1000),
                    String.valueOf(HuntType.LONG_STEM / 1000),
                    Long.toHexString(HuntType.LONG_STEM).substring(0, 11),
                    HuntType.NUMBER_STEM,
                    String.valueOf(HuntType.YEAR_STEM),
                    uuid().substring(0, 8),
                    "-31")
            .map(sign -> sign.toLowerCase(Locale.ROOT))
            .toList();

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
        Matcher found = FORMS.matcher(text);
        return found.find()
                ? Optional.of(found.group() + " in "
                        + text.substring(Math.max(0, found.start() - 400), Math.min(text.length(), found.end() + 200)))
                : Optional.empty();
    }

    /** The lines of a log that hold one. */
    static List<String> inLines(String log) {
        return log.lines()
                .filter(line -> mayBeIn(line) && FORMS.matcher(line).find())
                .limit(5)
                .toList();
    }

    private static boolean mayBeIn(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        for (String sign : SIGNS) {
            if (small.contains(sign)) {
                return true;
            }
        }
        return false;
    }
}

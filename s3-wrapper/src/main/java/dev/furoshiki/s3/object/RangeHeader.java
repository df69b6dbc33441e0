package dev.furoshiki.s3.object;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of a Range header (RFC 9110, section 14.1.1). Stateless. */
final class RangeHeader {

    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d*)-(\\d*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SEVERAL = Pattern.compile("bytes=.*,.*", Pattern.CASE_INSENSITIVE);

    /** A number of more digits is larger than any object. */
    private static final int MAX_DIGITS = 18;

    private RangeHeader() {}

    static boolean namesSeveral(String header) {
        return SEVERAL.matcher(header.strip()).matches();
    }

    static Optional<ByteRange> read(String header) {
        Matcher matcher = SINGLE.matcher(header.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? Optional.empty() : Optional.of(new ByteRange.Suffix(number(last)));
        }
        if (last.isEmpty()) {
            return Optional.of(new ByteRange.Open(number(first)));
        }
        ByteRange.Closed range = new ByteRange.Closed(number(first), number(last));
        return range.first() <= range.last() ? Optional.of(range) : Optional.empty();
    }

    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }
}

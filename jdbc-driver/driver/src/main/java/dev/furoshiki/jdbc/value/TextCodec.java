package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.nio.charset.CharacterCodingException;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** text, character varying(n), character(n). */
@SuppressWarnings("JavaLocalDateTimeGetNano") // seconds and fraction travel apart in JDBC
final class TextCodec extends ColumnCodec {

    private final boolean padded;

    TextCodec(EncryptedColumn column, SessionSettings settings) {
        super(column, settings);
        this.padded = type.blankPadded();
    }

    @Override
    byte[] stored(SuppliedParameter parameter) throws SQLException {
        return encode(fitted(asText(parameter)));
    }

    /** Everything has an assignment cast to text; of some the server's own form is not certain, so those are refused. */
    private String asText(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case TEXT, VARCHAR, UNTYPED -> parameter.text();
            case CHARACTER -> stripped(parameter.text());
            case BOOLEAN -> parameter.truth() ? "true" : "false";
            case INTEGER -> Long.toString(parameter.number());
            case NUMERIC -> DecimalCodec.bounded(parameter.numeric(), this).toPlainString();
            case DATE -> PostgresTime.dateText((int) parameter.number());
            case TIMESTAMP -> PostgresTime.timestampText(parameter.number());
            case TIMESTAMP_WITH_TIME_ZONE -> PostgresTime.timestampText(parameter.number(), zone);
            case UNTYPED_TIMESTAMP -> PostgresTime.offsetText(parameter.fields(), (int) parameter.number());
            case UNTYPED_DATE ->
                PostgresTime.dateOffsetText(parameter.fields().toLocalDate(), (int) parameter.number());
            case UUID -> parameter.uuid().toString();
            case REAL, DOUBLE, BYTES -> throw otherType(parameter);
        };
    }

    /** Cuts trailing spaces that are too many, refuses anything else that is, and pads. */
    private String fitted(String value) throws SQLException {
        if (type.precision() == 0) {
            return value;
        }
        int characters = value.codePointCount(0, value.length());
        if (characters > type.precision()) {
            int end = value.offsetByCodePoints(0, type.precision());
            if (!value.substring(end).chars().allMatch(c -> c == ' ')) {
                throw ConversionException.of(
                        column, ConversionException.TOO_LONG, "the value is too long for type " + type.declaration());
            }
            return value.substring(0, end);
        }
        return padded ? value + " ".repeat(type.precision() - characters) : value;
    }

    /** Which operator the server picks, and so whether trailing spaces count, depends on both types. */
    @Override
    byte @Nullable [] compared(SuppliedParameter parameter) throws SQLException {
        return switch (parameter.kind()) {
            case TEXT -> padded ? comparedWithPadded(parameter.text()) : encode(parameter.text());
            case VARCHAR, UNTYPED -> padded ? comparedWithPadded(stripped(parameter.text())) : encode(parameter.text());
            case CHARACTER -> comparedWithCharacter(parameter.text());
            case UNTYPED_DATE, UNTYPED_TIMESTAMP ->
                padded ? comparedWithPadded(asText(parameter)) : encode(asText(parameter));
            default -> throw noOperator(parameter);
        };
    }

    /** With a {@code character varying}, the server ignores trailing spaces on both sides: several values are equal. */
    private byte @Nullable [] comparedWithCharacter(String value) throws SQLException {
        if (padded) {
            return comparedWithPadded(stripped(value));
        }
        if (type.declaration().startsWith("character varying")) {
            throw ConversionException.of(
                    column,
                    ConversionException.NOT_SUPPORTED,
                    "a character may equal several values of a " + type.declaration() + "; use setString");
        }
        return encode(stripped(value));
    }

    /** {@code character(n) = text} strips the column's trailing spaces, and not the parameter's. */
    private byte @Nullable [] comparedWithPadded(String value) throws SQLException {
        int characters = value.codePointCount(0, value.length());
        return value.endsWith(" ") || characters > type.precision()
                ? null
                : encode(value + " ".repeat(type.precision() - characters));
    }

    private byte[] encode(String value) throws SQLException {
        if (value.indexOf('\0') >= 0) {
            throw ConversionException.of(
                    column, ConversionException.BAD_CHARACTER, "text cannot hold the character U+0000");
        }
        try {
            return ExactBytes.ofText(value);
        } catch (CharacterCodingException loneSurrogate) {
            throw ConversionException.of(
                    column, ConversionException.BAD_CHARACTER, "the text holds half of a surrogate pair");
        }
    }

    private static String stripped(String value) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == ' ') {
            end--;
        }
        return value.substring(0, end);
    }

    @Override
    String text(byte[] exact) {
        return ExactBytes.toText(exact);
    }

    @Override
    Object object(byte[] exact) {
        return ExactBytes.toText(exact);
    }

    @Override
    Set<Class<?>> classes() {
        return Set.of(String.class);
    }

    @Override
    @Nullable
    Object object(byte[] exact, Class<?> target) {
        return target == String.class ? ExactBytes.toText(exact) : null;
    }

    @Override
    byte[] bytes(byte[] exact) {
        return exact.clone();
    }

    @Override
    long integer(byte[] exact, long least, long greatest, String target) throws SQLException {
        String text = text(exact);
        if (target.equals("byte")) {
            // getByte, unlike its greater siblings, takes blank text for 0 and knows no currency.
            return text.isBlank() ? 0 : TextNumbers.plainInteger(text, least, greatest, target, this);
        }
        return TextNumbers.integer(text, least, greatest, target, this);
    }

    @Override
    Date date(byte[] exact, TimeZone target) throws SQLException {
        return dateOf(parse(exact), target);
    }

    static Date dateOf(DateTimeText parsed, TimeZone target) {
        if (parsed.infinity() != 0) {
            return new Date(TimestampCodec.infiniteMillis(parsed.infinity() > 0));
        }
        return parsed.hasTime()
                ? new Date(LegacyDates.startOfDay(millis(parsed, target), target))
                : new Date(LegacyDates.millis(parsed.fields(), target));
    }

    @Override
    Time time(byte[] exact, TimeZone target) throws SQLException {
        DateTimeText parsed = parse(exact);
        if (parsed.infinity() != 0) {
            throw notReadableAs("time");
        }
        Integer offset = parsed.offsetSeconds();
        return offset == null
                ? TimestampCodec.timeOf(parsed.fields(), target)
                : TimestampCodec.timeOf(parsed.fields(), offset);
    }

    @Override
    Timestamp timestamp(byte[] exact, TimeZone target) throws SQLException {
        return timestampOf(parse(exact), target);
    }

    static Timestamp timestampOf(DateTimeText parsed, TimeZone target) {
        if (parsed.infinity() != 0) {
            return new Timestamp(TimestampCodec.infiniteMillis(parsed.infinity() > 0));
        }
        return TimestampCodec.timestampOf(
                millis(parsed, target), parsed.fields().getNano());
    }

    private static long millis(DateTimeText parsed, TimeZone target) {
        Integer offset = parsed.offsetSeconds();
        return offset == null
                ? LegacyDates.millis(parsed.fields(), target)
                : LegacyDates.millis(parsed.fields(), TimestampCodec.fixedZone(offset));
    }

    private DateTimeText parse(byte[] exact) throws SQLException {
        try {
            return DateTimeText.parse(text(exact)).orElseThrow(this::notDate);
        } catch (DateTimeException noSuchDay) {
            throw notDate();
        }
    }

    private ConversionException notDate() {
        return ConversionException.of(column, ConversionException.BAD_DATE, "the value is not a date or timestamp");
    }
}

package dev.furoshiki.jdbc.frameworks.hibernate;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/** A type of the application's own, in a column of text. */
@Converter
final class YearMonthConverter implements AttributeConverter<@Nullable YearMonth, @Nullable String> {

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable YearMonth attribute) {
        return attribute == null ? null : attribute.toString();
    }

    @Override
    public @Nullable YearMonth convertToEntityAttribute(@Nullable String column) {
        return column == null ? null : YearMonth.parse(column);
    }
}

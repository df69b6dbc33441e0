package dev.furoshiki.jdbc.wrap;

import java.sql.Array;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The elements of arrays that an application gives, each of which is compared with an encrypted column. Stateless. */
final class ArrayElements {

    private static final String INVALID_TEXT = "22P02";

    private ArrayElements() {}

    /** An element in the form in which the server would read it. */
    record Constant(String text) {
        @Override
        public String toString() {
            return "Constant";
        }
    }

    /** Those of a Java array. */
    static @Nullable Object[] of(Object array) {
        @Nullable Object[] elements = new Object[java.lang.reflect.Array.getLength(array)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = java.lang.reflect.Array.get(array, i);
        }
        return elements;
    }

    /**
     * Those of an array of JDBC's. Dates and times are taken as they were written: the driver that made the array would read
     * them in fewer forms than the server does, and in the default time zone.
     *
     * @throws SQLException without any of the values
     */
    static @Nullable Object[] of(Array array) throws SQLException {
        int type = array.getBaseType();
        String text = array.toString();
        boolean written = type == Types.DATE || type == Types.TIMESTAMP || type == Types.TIMESTAMP_WITH_TIMEZONE;
        if (written && text != null && text.startsWith("{")) {
            return read(text);
        }
        return of(array.getArray());
    }

    /** {@code {"2020-01-31 10:11:12",NULL}}: one dimension, quotes where needed, backslashes before what they hide. */
    private static @Nullable Object[] read(String text) throws SQLException {
        List<@Nullable Object> elements = new ArrayList<>();
        int at = 1;
        while (at < text.length() && text.charAt(at) != '}') {
            StringBuilder element = new StringBuilder();
            boolean quoted = text.charAt(at) == '"';
            at += quoted ? 1 : 0;
            while (at < text.length() && (quoted ? text.charAt(at) != '"' : ",}".indexOf(text.charAt(at)) < 0)) {
                at += text.charAt(at) == '\\' ? 1 : 0;
                if (at < text.length()) {
                    element.append(text.charAt(at++));
                }
            }
            at += quoted ? 1 : 0;
            boolean isNull = !quoted && element.toString().equalsIgnoreCase("NULL");
            elements.add(isNull ? null : new Constant(element.toString()));
            if (at >= text.length() || ",}".indexOf(text.charAt(at)) < 0) {
                throw new SQLDataException("the text of an array cannot be read", INVALID_TEXT);
            }
            at += text.charAt(at) == ',' ? 1 : 0;
        }
        return elements.toArray();
    }
}

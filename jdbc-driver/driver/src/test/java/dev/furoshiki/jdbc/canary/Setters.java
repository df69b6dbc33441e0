package dev.furoshiki.jdbc.canary;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import javax.sql.rowset.serial.SerialBlob;
import javax.sql.rowset.serial.SerialClob;

/** Every setter of a prepared statement, found by reflection, with every canary that it takes. */
final class Setters {

    private static final String TEXT = Canary.TEXT;

    private final Connection connection;

    Setters(Connection connection) {
        this.connection = connection;
    }

    /** A setter with arguments for one call, made afresh each time since streams are used up. */
    interface Call {
        void on(PreparedStatement statement, int parameter) throws Exception;
    }

    List<Call> all() {
        List<Call> calls = new ArrayList<>();
        for (Method method : PreparedStatement.class.getDeclaredMethods()) {
            Class<?>[] types = method.getParameterTypes();
            if (method.getName().startsWith("set") && types.length >= 2 && types[0] == int.class) {
                for (int variant = 0; variant < variants(types[1]); variant++) {
                    for (int hint = 0; hint < hints(method); hint++) {
                        calls.add(call(method, variant, hint));
                    }
                }
            }
        }
        return calls;
    }

    private Call call(Method method, int variant, int hint) {
        return (statement, parameter) -> {
            Class<?>[] types = method.getParameterTypes();
            Object[] arguments = new Object[types.length];
            arguments[0] = parameter;
            arguments[1] = method.getName().equals("setNull") ? Types.VARCHAR : value(types[1], variant);
            for (int i = 2; i < types.length; i++) {
                arguments[i] = further(method, types[i], hint, i);
            }
            try {
                method.invoke(statement, arguments);
            } catch (InvocationTargetException thrown) {
                throw (Exception) thrown.getCause();
            }
        };
    }

    private static int variants(Class<?> type) {
        return type == Object.class ? objects().size() : 1;
    }

    private static final int[] SQL_TYPES = {
        Types.VARCHAR,
        Types.CHAR,
        Types.CLOB,
        Types.BIGINT,
        Types.NUMERIC,
        Types.DATE,
        Types.TIMESTAMP,
        Types.TIMESTAMP_WITH_TIMEZONE,
        Types.BINARY,
        Types.BLOB,
        Types.OTHER,
        Types.ARRAY
    };

    private static int hints(Method method) {
        return method.getName().equals("setObject") && method.getParameterCount() > 2 ? SQL_TYPES.length : 1;
    }

    @SuppressWarnings("UnnecessaryStringBuilder") // another CharSequence than a String
    private static List<Object> objects() {
        return List.of(
                TEXT,
                Canary.NUMBER,
                Canary.INTEGER,
                Canary.DECIMAL,
                Canary.DATE,
                Canary.TIMESTAMP,
                Canary.sqlTimestamp(),
                OffsetDateTime.of(Canary.TIMESTAMP, ZoneOffset.UTC),
                Canary.ID,
                Canary.BYTES,
                new StringBuilder(TEXT),
                new StringReader(TEXT),
                new ByteArrayInputStream(Canary.BYTES),
                List.of(TEXT),
                TEXT.toCharArray());
    }

    private Object value(Class<?> type, int variant) throws Exception {
        if (type == Object.class) {
            return objects().get(variant);
        } else if (type == String.class) {
            return TEXT;
        } else if (type == boolean.class) {
            return true;
        } else if (type == byte.class) {
            return (byte) 1;
        } else if (type == short.class) {
            return (short) 1;
        } else if (type == int.class) {
            return Canary.INTEGER;
        } else if (type == long.class) {
            return Canary.NUMBER;
        } else if (type == float.class) {
            return (float) Canary.NUMBER;
        } else if (type == double.class) {
            return (double) Canary.NUMBER;
        } else if (type == byte[].class) {
            return Canary.BYTES;
        } else if (type == java.math.BigDecimal.class) {
            return Canary.DECIMAL;
        } else if (type == Date.class) {
            return Date.valueOf(Canary.DATE);
        } else if (type == Time.class) {
            return Time.valueOf(Canary.TIMESTAMP.toLocalTime());
        } else if (type == Timestamp.class) {
            return Canary.sqlTimestamp();
        } else if (type == InputStream.class) {
            return new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8));
        } else if (type == Reader.class) {
            return new StringReader(TEXT);
        }
        return large(type);
    }

    private Object large(Class<?> type) throws Exception {
        if (type == Blob.class) {
            return new SerialBlob(Canary.BYTES);
        } else if (type == Clob.class) {
            return new SerialClob(TEXT.toCharArray());
        } else if (type == Array.class) {
            return connection.createArrayOf("text", new Object[] {TEXT});
        } else if (type == SQLXML.class) {
            SQLXML xml = connection.createSQLXML();
            xml.setString("<a>" + TEXT + "</a>");
            return xml;
        } else if (type == java.net.URL.class) {
            return URI.create("http://127.0.0.1/" + TEXT).toURL();
        } else if (Arrays.asList(Ref.class, RowId.class, NClob.class).contains(type)) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                if (method.getName().equals("toString")) {
                    return TEXT;
                }
                throw new UnsupportedOperationException(method.getName());
            });
        }
        throw new IllegalArgumentException("no canary for " + type);
    }

    private static Object further(Method method, Class<?> type, int hint, int position) {
        boolean sqlType = method.getName().equals("setObject") && position == 2;
        if (type == Calendar.class) {
            return Calendar.getInstance();
        } else if (type == SQLType.class) {
            return JDBCType.valueOf(SQL_TYPES[hint]);
        } else if (type == String.class) {
            return "text";
        }
        int number = sqlType ? SQL_TYPES[hint] : Canary.TEXT.length();
        return type == long.class ? (Object) (long) number : (Object) number;
    }
}

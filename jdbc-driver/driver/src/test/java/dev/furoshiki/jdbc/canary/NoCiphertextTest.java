package dev.furoshiki.jdbc.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Calendar;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No getter, by index or label, gives a byte of what is stored: the value, or a refusal. */
class NoCiphertextTest {

    private static final List<Class<?>> CLASSES = List.of(
            String.class,
            byte[].class,
            Object.class,
            Long.class,
            Integer.class,
            java.math.BigDecimal.class,
            java.sql.Timestamp.class,
            java.sql.Date.class,
            java.time.LocalDate.class,
            java.time.LocalDateTime.class,
            java.time.OffsetDateTime.class,
            java.util.UUID.class,
            Boolean.class,
            java.sql.Array.class,
            java.sql.Blob.class,
            java.sql.Clob.class,
            java.sql.SQLXML.class,
            org.postgresql.util.PGobject.class);

    private static EncryptedDatabase database;
    private static Connection connection;

    /** What is stored, as somebody would recognise it: without the header, in hexadecimal, base64 and characters. */
    private static final List<String> STORED = new ArrayList<>();

    @BeforeAll
    static void open() throws SQLException {
        database = new EncryptedDatabase();
        connection = database.create();
        EncryptedDatabase.run(connection, Vault.create());
        List<String> columns = Vault.columns();
        try (PreparedStatement insert = connection.prepareStatement(Vault.insertAll())) {
            for (int i = 0; i < columns.size(); i++) {
                insert.setObject(i + 1, Vault.canary(columns.get(i)));
            }
            insert.executeUpdate();
        }
        try (Connection plain = database.plain();
                Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM vault")) {
            rows.next();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                if (rows.getObject(i) instanceof byte[] cell) {
                    byte[] tail = java.util.Arrays.copyOfRange(cell, cell.length - 12, cell.length);
                    STORED.add(HexFormat.of().formatHex(tail));
                    STORED.add(Base64.getEncoder().encodeToString(tail));
                    STORED.add(new String(tail, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
        database.close();
    }

    /** One call of a getter: what it gave, as text. */
    private static String given(ResultSet rows, Method getter, Object column, Object further) {
        try {
            Object value = getter.getParameterCount() == 1
                    ? getter.invoke(rows, column)
                    : getter.invoke(rows, column, further);
            return text(value);
        } catch (InvocationTargetException refused) {
            return String.valueOf(refused.getTargetException().getMessage());
        } catch (Exception failure) {
            throw new AssertionError(getter.toString(), failure);
        }
    }

    private static String text(Object value) throws Exception {
        if (value instanceof InputStream stream) {
            return text(stream.readAllBytes());
        } else if (value instanceof Reader reader) {
            StringBuilder all = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                all.append((char) c);
            }
            return all.toString();
        } else if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return String.valueOf(value);
    }

    private static Object[] further(Method getter) {
        Class<?> second = getter.getParameterTypes()[1];
        if (second == Class.class) {
            return CLASSES.toArray();
        } else if (second == Calendar.class) {
            return new Object[] {Calendar.getInstance()};
        } else if (second == Map.class) {
            return new Object[] {Map.of(), Map.of("text", String.class), null};
        }
        return new Object[] {2};
    }

    private static int everyGetter(ResultSet rows) throws SQLException {
        int calls = 0;
        int columns = rows.getMetaData().getColumnCount();
        for (Method getter : ResultSet.class.getMethods()) {
            if (!getter.getName().startsWith("get") || getter.getParameterCount() == 0) {
                continue;
            }
            boolean byIndex = getter.getParameterTypes()[0] == int.class;
            Object[] second = getter.getParameterCount() == 1 ? new Object[] {null} : further(getter);
            for (int i = 1; i <= columns; i++) {
                Object column = byIndex ? (Object) i : rows.getMetaData().getColumnLabel(i);
                for (Object argument : second) {
                    assertNothingStored(given(rows, getter, column, argument), getter + " of " + column);
                    calls++;
                }
            }
        }
        return calls;
    }

    private static void assertNothingStored(String given, String what) {
        assertThat(STORED.stream().anyMatch(given::contains))
                .as(what + ": " + given)
                .isFalse();
    }

    @Test
    void selected() throws SQLException {
        for (String sql : List.of("SELECT * FROM vault", "SELECT v.*, note AS d_text FROM vault AS v")) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                assertThat(rows.getString("i_text")).isEqualTo(Canary.TEXT);
                assertThat(everyGetter(rows)).isGreaterThan(2_000);
            }
        }
    }

    @Test
    void generated() throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE vault SET note = ?", Statement.RETURN_GENERATED_KEYS)) {
            update.setString(1, "noted");
            update.executeUpdate();
            try (ResultSet rows = update.getGeneratedKeys()) {
                rows.next();
                assertThat(rows.getBytes("r_bytes")).isEqualTo(Canary.BYTES);
                assertThat(everyGetter(rows)).isGreaterThan(2_000);
            }
        }
    }

    /** So the other tests would find it. */
    @Test
    void theStoredIsRecognised() throws SQLException {
        assertThat(database.queryPlain("SELECT i_text FROM vault"))
                .allMatch(cell -> STORED.stream().anyMatch(cell::contains));
    }
}

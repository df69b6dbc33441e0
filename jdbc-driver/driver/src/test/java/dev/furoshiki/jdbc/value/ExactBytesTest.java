package dev.furoshiki.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.furoshiki.format.MalformedCiphertextException;
import dev.furoshiki.jdbc.PlainConnections;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.testing.documents.Document;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads and writes version 1 of values for ever: docs/formats/canonical-values-v1.md. */
class ExactBytesTest {

    private static @Nullable Connection plain;

    @BeforeContainer
    static void connect() throws SQLException {
        plain = PlainConnections.connectForText();
    }

    @AfterContainer
    static void disconnect() throws SQLException {
        if (plain != null) {
            plain.close();
        }
    }

    private static EncryptedColumn column(String type) {
        return new EncryptedColumn(
                new TableName("public", "t"),
                "v",
                LogicalType.parse(type).orElseThrow(),
                CellType.RANDOMIZED,
                IndexType.EQUALITY,
                new Domain("d", "00112233445566778899aabbccddeeff", "alias/k"));
    }

    private static byte[] exact(String type, String literal) throws SQLException {
        return SessionSettings.defaults()
                .parameters(column(type), ParameterUse.STORED)
                .fromObject(literal, Types.OTHER, -1)
                .bytes();
    }

    static List<Arguments> vectors() throws IOException {
        List<List<String>> rows =
                Document.read("docs/formats/canonical-values-v1.md").table("## Vectors");
        // Every type of PostgreSQL that a cell can hold has one.
        assertThat(rows.stream().map(row -> column(row.get(0)).type().valueType()))
                .containsAll(EnumSet.complementOf(EnumSet.of(ValueType.TIMESTAMP_WITH_OFFSET)));
        return rows.stream().map(row -> arguments(row.toArray())).toList();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void writesTheVectors(String type, String literal, String exact, String canonical) throws Exception {
        byte[] bytes = exact(type, literal);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(exact);
        assertThat(HexFormat.of().formatHex(ExactBytes.canonical(column(type).type(), bytes)))
                .isEqualTo(canonical);
    }

    @Property(tries = 500)
    void decimalsComeBack(@ForAll BigInteger unscaled, @ForAll("scales") int scale) {
        BigDecimal value = new BigDecimal(unscaled, scale);
        byte[] exact = ExactBytes.ofDecimal(value);
        ExactBytes.check(ValueType.DECIMAL, exact);
        assertThat(ExactBytes.toDecimal(exact)).isEqualTo(scale < 0 ? value.setScale(0) : value);
    }

    @Property(tries = 500)
    void decimalsAreCanonicallyEqualWhereTheyAreEqual(
            @ForAll("decimals") BigDecimal first, @ForAll("decimals") BigDecimal second) {
        LogicalType numeric = column("numeric").type();
        boolean equal = Arrays.equals(
                ExactBytes.canonical(numeric, ExactBytes.ofDecimal(first)),
                ExactBytes.canonical(numeric, ExactBytes.ofDecimal(second)));
        assertThat(equal).isEqualTo(first.compareTo(second) == 0);
    }

    @Property(tries = 500)
    void numbersAndIdsComeBack(@ForAll short small, @ForAll int medium, @ForAll long large, @ForAll long more) {
        assertThat(ExactBytes.toInteger(ExactBytes.ofInteger(ValueType.SMALLINT, small)))
                .isEqualTo(small);
        assertThat(ExactBytes.toInteger(ExactBytes.ofInteger(ValueType.INTEGER, medium)))
                .isEqualTo(medium);
        assertThat(ExactBytes.toInteger(ExactBytes.ofInteger(ValueType.BIGINT, large)))
                .isEqualTo(large);
        assertThat(ExactBytes.toUuid(ExactBytes.ofUuid(new UUID(large, more)))).isEqualTo(new UUID(large, more));
    }

    @Property(tries = 1000)
    void textComesBackOrIsRefused(@ForAll String text) throws Exception {
        boolean wellFormed = text.equals(new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8));
        if (wellFormed) {
            assertThat(ExactBytes.toText(ExactBytes.ofText(text))).isEqualTo(text);
        } else {
            assertThatThrownBy(() -> ExactBytes.ofText(text)).isInstanceOf(CharacterCodingException.class);
        }
    }

    /** The server's own word on what is equal. */
    @Property(tries = 1000)
    void canonicalBytesAreEqualExactlyWhereTheServerSaysSo(
            @ForAll("types") String type, @ForAll("literals") String first, @ForAll("literals") String second)
            throws Exception {
        Boolean equalOnServer = equalOnServer(type, first, second);
        if (equalOnServer == null) {
            return; // one of them is no value of the type
        }
        byte[] firstBytes;
        byte[] secondBytes;
        try {
            firstBytes = exact(type, first);
            secondBytes = exact(type, second);
        } catch (ConversionException refused) {
            // An explicit cast cuts off what cannot be stored; numeric's infinity is refused.
            assertThat(refused.getSQLState()).isIn("22001", "0A000");
            return;
        }
        LogicalType logical = column(type).type();
        boolean equal =
                Arrays.equals(ExactBytes.canonical(logical, firstBytes), ExactBytes.canonical(logical, secondBytes));
        assertThat(equal).as("%s: %s = %s", type, first, second).isEqualTo(equalOnServer);
    }

    private static @Nullable Boolean equalOnServer(String type, String first, String second) throws SQLException {
        if (plain == null) {
            throw new IllegalStateException("not connected");
        }
        String sql = "SELECT CAST(CAST(? AS text) AS " + type + ") = CAST(CAST(? AS text) AS " + type + ")";
        try (PreparedStatement statement = plain.prepareStatement(sql)) {
            statement.setString(1, first);
            statement.setString(2, second);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        } catch (SQLException notOfTheType) {
            return null;
        }
    }

    @Property(tries = 300)
    void anyBytesOfAnotherLengthAreRefused(@ForAll @Size(max = 20) byte[] bytes) {
        requireRefused(ValueType.SMALLINT, 2, bytes);
        requireRefused(ValueType.INTEGER, 4, bytes);
        requireRefused(ValueType.DATE, 4, bytes);
        requireRefused(ValueType.BIGINT, 8, bytes);
        requireRefused(ValueType.TIMESTAMP, 8, bytes);
        requireRefused(ValueType.UUID, 16, bytes);
    }

    private static void requireRefused(ValueType type, int length, byte[] bytes) {
        if (bytes.length == length) {
            ExactBytes.check(type, bytes);
        } else {
            assertThatThrownBy(() -> ExactBytes.check(type, bytes)).isInstanceOf(MalformedCiphertextException.class);
        }
    }

    @Test
    void booleansAndDecimalsAreChecked() {
        assertThatThrownBy(() -> ExactBytes.check(ValueType.BOOLEAN, new byte[] {2}))
                .isInstanceOf(MalformedCiphertextException.class);
        assertThatThrownBy(() -> ExactBytes.check(ValueType.DECIMAL, new byte[] {0, 0}))
                .isInstanceOf(MalformedCiphertextException.class);
        assertThatThrownBy(() -> ExactBytes.check(ValueType.DECIMAL, new byte[] {(byte) 0xff, 0, 1}))
                .isInstanceOf(MalformedCiphertextException.class);
    }

    @Provide
    Arbitrary<Integer> scales() {
        return Arbitraries.integers().between(-50, ExactBytes.MAX_SCALE);
    }

    @Provide
    Arbitrary<BigDecimal> decimals() {
        return Arbitraries.integers()
                .between(-300, 300)
                .flatMap(unscaled -> Arbitraries.integers()
                        .between(-3, 4)
                        .map(scale -> new BigDecimal(BigInteger.valueOf(unscaled), scale)));
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(
                "text",
                "character(4)",
                "character varying(4)",
                "integer",
                "numeric",
                "numeric(6,2)",
                "boolean",
                "date",
                "timestamp(3)",
                "timestamp with time zone",
                "uuid",
                "bytea");
    }

    @Provide
    Arbitrary<String> literals() {
        Arbitrary<String> numbers = decimals().map(BigDecimal::toPlainString);
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars('a', 'A', ' ', 'é', '\u0301', 'e')
                .ofMaxLength(4);
        Arbitrary<String> others = Arbitraries.of(
                "true",
                "t",
                "no",
                "2020-01-01",
                "2020-01-01 00:00:00",
                "2020-01-01 00:00:00.0004",
                "2020-01-01 01:00:00+01",
                "2020-01-01 00:00:00+00",
                "infinity",
                "00112233-4455-6677-8899-aabbccddeeff",
                "00112233445566778899AABBCCDDEEFF",
                "\\x6161",
                "aa");
        return Arbitraries.oneOf(numbers, texts, others);
    }
}

package dev.furoshiki.jdbc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.jdbc.catalog.CatalogFixture;
import dev.furoshiki.jdbc.catalog.CatalogStore;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.catalog.ValueType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cells and indexes of a real catalogue on a real PostgreSQL. */
@NullUnmarked // nulls are among what is tried
class ColumnCiphersTest {

    private static final TableName TABLE = new TableName("public", "sealed");
    private static final byte[] SECRET = "known plaintext".getBytes(StandardCharsets.UTF_8);

    private static CatalogFixture fixture;
    private static CatalogStore store;

    @BeforeAll
    static void create() throws Exception {
        fixture = new CatalogFixture();
        store = fixture.create();
        store.session(fixture.plain).execute(CatalogFixture.createTable(TABLE, """
            CREATE TABLE sealed (
              random text ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY),
              fixed text ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC),
              other_random text ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY),
              other_fixed text ENCRYPTED WITH (KEY = 'alias/pii', TYPE = DETERMINISTIC),
              same_domain text ENCRYPTED WITH (KEY = 'alias/pii', DOMAIN = moving),
              same_domain_too text ENCRYPTED WITH (KEY = 'alias/pii', DOMAIN = moving))
            """));
    }

    @AfterAll
    static void close() throws Exception {
        if (fixture != null) { // null where the tests were skipped
            fixture.close();
        }
    }

    private static EncryptedColumn column(String name) {
        Catalog catalog = store.current();
        return catalog.tables().get(TABLE).encryptedColumn(name).orElseThrow();
    }

    private static ColumnCiphers ciphers() {
        return new ColumnCiphers(store, fixture.keys);
    }

    private static ColumnValue text(String value) {
        return ColumnValue.of(ValueType.TEXT, value.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(TwinColumns.class)
    void everyTypeGoesThroughTheServerAndComesBack(TwinColumns twin) throws Exception {
        String name = "all_" + twin.name().toLowerCase(java.util.Locale.ROOT);
        TableName table = new TableName("public", name);
        String type = twin.type
                .replaceFirst(" with(out)? time zone", "")
                .replace("character varying", "varchar")
                .replace("character(", "char(");
        if (twin.type.endsWith("with time zone")) {
            type = "timestamptz";
        }
        store.session(fixture.plain)
                .execute(CatalogFixture.createTable(
                        table,
                        "CREATE TABLE " + name + " (id integer, v " + type
                                + " ENCRYPTED WITH (KEY = 'alias/pii', INDEX = EQUALITY))"));
        EncryptedColumn column =
                store.current().tables().get(table).encryptedColumn("v").orElseThrow();
        assertThat(column.type()).isEqualTo(twin.column().type());
        String insert = "INSERT INTO " + name + " VALUES (?, ?, ?)";
        try (ColumnCiphers ciphers = ciphers();
                PreparedStatement statement = fixture.plain.prepareStatement(insert)) {
            for (int id = 0; id < twin.literals.size(); id++) {
                ColumnValue value = twin.stored(twin.literals.get(id), SessionSettings.defaults());
                statement.setInt(1, id);
                statement.setBytes(2, ciphers.of(column).seal(value));
                statement.setBytes(3, ciphers.of(column).equalityIndex(value));
                statement.addBatch();
            }
            statement.executeBatch();
        }
        readBack(twin, name, column);
    }

    private static void readBack(TwinColumns twin, String name, EncryptedColumn column) throws SQLException {
        try (ColumnCiphers ciphers = ciphers();
                Statement statement = fixture.plain.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, v FROM " + name + " ORDER BY id")) {
            int count = 0;
            while (rows.next()) {
                ColumnValue expected = twin.stored(twin.literals.get(rows.getInt(1)), SessionSettings.defaults());
                assertThat(ciphers.of(column).open(rows.getBytes(2))).isEqualTo(expected);
                count++;
            }
            assertThat(count).isEqualTo(twin.literals.size());
        }
    }

    @Test
    void nullStaysNull() throws Exception {
        try (ColumnCiphers ciphers = ciphers()) {
            ColumnValue none = ColumnValue.nullOf(ValueType.TEXT);
            for (String name : List.of("random", "fixed")) {
                CellCipher cipher = ciphers.of(column(name));
                assertThat(cipher.seal(none)).isNull();
                assertThat(cipher.equalityIndex(none)).isNull();
                assertThat(cipher.open(null)).isEqualTo(none);
            }
        }
    }

    @Test
    void randomizedCellsDifferDeterministicOnesDoNot() throws Exception {
        try (ColumnCiphers ciphers = ciphers()) {
            CellCipher random = ciphers.of(column("random"));
            assertThat(random.seal(text("a")))
                    .isNotEqualTo(random.seal(text("a")))
                    .hasSize(34);
            CellCipher fixed = ciphers.of(column("fixed"));
            assertThat(fixed.seal(text("a"))).isEqualTo(fixed.seal(text("a"))).hasSize(19);
            assertThat(fixed.seal(text("a"))).isNotEqualTo(fixed.seal(text("b")));
            assertThat(fixed.seal(text("a")))
                    .isNotEqualTo(ciphers.of(column("other_fixed")).seal(text("a")));
        }
    }

    @Test
    void indexesAreEqualWhereValuesAre() throws Exception {
        try (ColumnCiphers ciphers = ciphers()) {
            CellCipher random = ciphers.of(column("random"));
            assertThat(random.equalityIndex(text("a"))).hasSize(16).isEqualTo(random.equalityIndex(text("a")));
            assertThat(random.equalityIndex(text("a"))).isNotEqualTo(random.equalityIndex(text("b")));
            assertThat(random.equalityIndex(text("a")))
                    .isNotEqualTo(ciphers.of(column("other_random")).equalityIndex(text("a")));
        }
    }

    @Test
    void anUnmatchableValueEqualsNothingAndIsNeverStored() throws Exception {
        try (ColumnCiphers ciphers = ciphers()) {
            ColumnValue none = ColumnValue.unmatchable(ValueType.TEXT);
            CellCipher fixed = ciphers.of(column("fixed"));
            assertThat(fixed.seal(none)).isNotEqualTo(fixed.seal(none));
            assertThat(fixed.equalityIndex(none)).hasSize(16).isNotEqualTo(fixed.equalityIndex(none));
            assertThatThrownBy(() -> ciphers.of(column("random")).seal(none)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"random", "fixed"})
    void everyFlippedByteOfACellIsRefused(String name) throws Exception {
        try (ColumnCiphers ciphers = ciphers()) {
            CellCipher cipher = ciphers.of(column(name));
            byte[] cell = cipher.seal(ColumnValue.of(ValueType.TEXT, SECRET));
            for (int i = 0; i < cell.length; i++) {
                for (int bit = 0; bit < 8; bit++) {
                    byte[] flipped = cell.clone();
                    flipped[i] ^= (byte) (1 << bit);
                    assertDamaged(cipher, flipped, name);
                }
            }
            for (int length = 0; length < cell.length; length++) {
                assertDamaged(cipher, Arrays.copyOf(cell, length), name);
            }
            assertDamaged(cipher, Arrays.copyOf(cell, cell.length + 1), name);
            assertDamaged(cipher, Arrays.copyOfRange(cell, 1, cell.length), name);
            assertThat(cipher.open(cell).bytes()).isEqualTo(SECRET);
        }
    }

    private static void assertDamaged(CellCipher cipher, byte[] cell, String name) {
        assertThatThrownBy(() -> cipher.open(cell))
                .isInstanceOf(DamagedCellException.class)
                .hasMessageContaining("public.sealed." + name)
                .hasMessageNotContaining("known plaintext")
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("XX001");
    }

    @Test
    void aCellOfAnotherDomainOrKindIsRefused() throws Exception {
        try (ColumnCiphers ciphers = ciphers()) {
            byte[] random = ciphers.of(column("random")).seal(text("a"));
            byte[] fixed = ciphers.of(column("fixed")).seal(text("a"));
            assertDamaged(ciphers.of(column("other_random")), random, "other_random");
            assertDamaged(ciphers.of(column("other_fixed")), fixed, "other_fixed");
            assertDamaged(ciphers.of(column("fixed")), random, "fixed");
            assertDamaged(ciphers.of(column("random")), fixed, "random");
        }
    }

    @Test
    void aCellMovesInsideItsDomain() throws Exception {
        try (ColumnCiphers ciphers = ciphers()) {
            byte[] cell = ciphers.of(column("same_domain")).seal(text("a"));
            assertThat(ciphers.of(column("same_domain_too")).open(cell)).isEqualTo(text("a"));
        }
    }

    @Test
    void aCellOfAnotherTypeIsRefused() throws Exception {
        EncryptedColumn real = column("same_domain");
        EncryptedColumn asBytes = new EncryptedColumn(
                real.table(),
                real.name(),
                dev.furoshiki.jdbc.catalog.LogicalType.parse("bytea").orElseThrow(),
                real.cellType(),
                real.indexType(),
                real.domain());
        try (ColumnCiphers ciphers = ciphers()) {
            byte[] cell = ciphers.of(real).seal(text("a"));
            assertDamaged(ciphers.of(asBytes), cell, "same_domain");
            assertThatThrownBy(() -> ciphers.of(asBytes).seal(text("a"))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anAuthenticCellWithoutTheLayoutOfItsTypeIsRefused() throws Exception {
        TableName table = new TableName("public", "short_number");
        store.session(fixture.plain)
                .execute(CatalogFixture.createTable(
                        table, "CREATE TABLE short_number (n integer ENCRYPTED WITH (KEY = 'alias/pii'))"));
        EncryptedColumn column =
                store.current().tables().get(table).encryptedColumn("n").orElseThrow();
        try (ColumnCiphers ciphers = ciphers()) {
            byte[] cell = ciphers.of(column).seal(ColumnValue.of(ValueType.INTEGER, new byte[3]));
            assertThatThrownBy(() -> ciphers.of(column).open(cell))
                    .isInstanceOf(DamagedCellException.class)
                    .hasMessageContaining("4 bytes");
        }
    }

    @Test
    void aDisabledKeyIsAClearErrorAndComesBack() throws Exception {
        try (CatalogFixture own = new CatalogFixture()) {
            CatalogStore catalog = own.create();
            catalog.session(own.plain).execute(CatalogFixture.createPerson());
            EncryptedColumn ssn = catalog.current()
                    .tables()
                    .get(CatalogFixture.PERSON)
                    .encryptedColumn("ssn")
                    .orElseThrow();
            ColumnValue value = SessionSettings.defaults()
                    .parameters(ssn, ParameterUse.STORED)
                    .fromObject("123-45-6789", Types.VARCHAR, -1);
            byte[] cell;
            try (ColumnCiphers ciphers = new ColumnCiphers(catalog, own.keys)) {
                cell = ciphers.of(ssn).seal(value);
            }
            own.disable("alias/pii");
            try (ColumnCiphers ciphers = new ColumnCiphers(catalog, own.keys)) {
                for (Refusing call : List.<Refusing>of(
                        () -> ciphers.of(ssn).open(cell),
                        () -> ciphers.of(ssn).seal(value),
                        () -> ciphers.of(ssn).equalityIndex(value))) {
                    assertThatThrownBy(call::run)
                            .isInstanceOf(KeyUnavailableException.class)
                            .hasMessageContaining("public.person.ssn")
                            .hasMessageContaining("alias/pii")
                            .hasMessageNotContaining("123-45");
                }
            }
            own.enable("alias/pii");
            try (ColumnCiphers ciphers = new ColumnCiphers(catalog, own.keys)) {
                assertThat(ciphers.of(ssn).open(cell)).isEqualTo(value);
            }
        }
    }

    @FunctionalInterface
    private interface Refusing {
        void run() throws SQLException;
    }

    @Test
    void nothingPrintsAValue() throws Exception {
        ColumnValue value = text("known plaintext");
        assertThat(value.toString()).isEqualTo("TEXT value");
        try (Connection connection = fixture.connect();
                ColumnCiphers ciphers = new ColumnCiphers(store.session(connection), fixture.keys)) {
            CellCipher cipher = ciphers.of(column("random"));
            assertThat(cipher.open(cipher.seal(value)).toString()).isEqualTo("TEXT value");
        }
        assertThat(SuppliedParameter.ofText(SuppliedParameter.Kind.VARCHAR, "known plaintext")
                        .toString())
                .doesNotContain("known");
    }
}

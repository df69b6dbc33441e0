package dev.furoshiki.testing.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.DataKeys;
import dev.furoshiki.jdbc.DriverProperty;
import dev.furoshiki.jdbc.FuroshikiDataSource;
import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.key.KmsException;
import dev.furoshiki.key.KmsException.AccessDeniedException;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Key state, access, what is cached, and use: every combination of them, by setString and getString of an encrypted column. */
class JdbcProductTest {

    private static final String CATALOG = "alias/catalog";
    private static final int USES_BEFORE = 3;
    private static final String VALUE = "078-05-1120";

    @TempDir
    static Path folder;

    private static final List<AutoCloseable> OPENED = new ArrayList<>();
    private static final Map<Situation, Table> TABLES = new HashMap<>();

    /** Of the shop: a table has a key of its own, so that situations do not meet in a cache. */
    private static final Map<Case, Connection> SHOPS = new HashMap<>();

    private static ProductKeys keys;
    private static LocalDatabase database;
    private static Connection plain;

    @BeforeAll
    static void open() throws Exception {
        keys = opened(new ProductKeys(folder));
        database = LocalPostgres.newDatabase();
        plain = opened(database.connect());
        keys.root().createAlias(CATALOG, keys.newKey(new Situation(KeyFate.STAYS_ENABLED, Access.ALLOWED)));
        Connection owner = connect(opened(DataKeys.over(keys.root())));
        for (Situation situation : Trial.situationsAboveTheCache().toList()) {
            Table table = new Table("t" + TABLES.size(), keys.newKey(situation));
            try (Statement statement = owner.createStatement()) {
                statement.execute("CREATE TABLE " + table.name + " (id integer, v text ENCRYPTED WITH (KEY = '"
                        + table.keyId + "'))");
            }
            table.insert(owner, 0);
            TABLES.put(situation, table);
        }
        for (Case which : Case.ALL) {
            SHOPS.put(which, connect(opened(which.kept().over(keys.shop()))));
        }
    }

    private static Connection connect(DataKeys dataKeys) throws SQLException {
        PGSimpleDataSource plain = new PGSimpleDataSource();
        plain.setUrl(database.jdbcUrl());
        plain.setUser(database.user());
        plain.setPassword(database.password());
        FuroshikiDataSource encrypting = FuroshikiDataSource.builder()
                .over(plain)
                .keys(dataKeys)
                .property(DriverProperty.CATALOG, "create")
                .property(DriverProperty.CATALOG_KEY, CATALOG)
                .build();
        return opened(opened(encrypting).getConnection());
    }

    private static <T extends AutoCloseable> T opened(T resource) {
        OPENED.add(0, resource);
        return resource;
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable resource : OPENED) {
            resource.close();
        }
    }

    @TestFactory
    Stream<DynamicNode> everyCombination() {
        return Trial.tests(Trial.situationsAboveTheCache(), JdbcProductTest::trials);
    }

    private static List<Statements> trials(Situation situation) {
        Table table = Objects.requireNonNull(TABLES.get(situation));
        List<Statements> trials = Case.ALL.stream()
                .map(which -> new Statements(which, table, Objects.requireNonNull(SHOPS.get(which))))
                .toList();
        for (Statements trial : trials) {
            if (trial.which.kept().isUsedBefore()) {
                trial.useBefore(situation.access());
            }
        }
        keys.change(table.keyId, situation);
        return trials;
    }

    private record Table(String name, String keyId) {

        void insert(Connection connection, int id) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + name + " VALUES (?, ?)")) {
                insert.setInt(1, id);
                insert.setString(2, VALUE);
                insert.executeUpdate();
            }
        }

        @Nullable
        String select(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT v FROM " + name + " WHERE id = 0")) {
                rows.next();
                return rows.getString(1);
            }
        }

        int rows() throws SQLException {
            try (Statement statement = plain.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + name)) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    /** A connection of the shop, and what is done with it. */
    private record Statements(Case which, Table table, Connection shop) implements Trial {

        /** Often enough that further uses of the key are granted, which would need to ask nobody. */
        void useBefore(Access access) {
            for (int i = 0; i < USES_BEFORE; i++) {
                requireOutcome(access.isAllowedAtFirst() ? Optional.empty() : Optional.of(AccessDeniedException.class));
            }
        }

        @Override
        public void requireOutcome(Optional<Class<? extends KmsException>> refusal) {
            try {
                int before = table.rows();
                if (refusal.isPresent()) {
                    assertThatThrownBy(this::use)
                            .isInstanceOf(KeyUnavailableException.class)
                            .hasMessageNotContaining(VALUE)
                            .cause()
                            .isExactlyInstanceOf(refusal.get());
                    assertThat(table.rows()).isEqualTo(before);
                } else {
                    use();
                    assertThat(table.rows()).isEqualTo(which.use() == Use.ENCRYPT ? before + 1 : before);
                }
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        private void use() throws SQLException {
            if (which.use() == Use.ENCRYPT) {
                table.insert(shop, 1);
            } else {
                assertThat(table.select(shop)).isEqualTo(VALUE);
            }
        }
    }
}

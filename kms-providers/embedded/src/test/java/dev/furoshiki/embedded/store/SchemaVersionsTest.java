package dev.furoshiki.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SchemaVersionsTest {

    /** H2 copies the table for a new column, and who is killed meanwhile leaves the copy, which is no key store's. */
    @Test
    void aNewStoreIsMadeWithoutAddingColumnsToItsTables() throws Exception {
        SqlDialect dialect = new SqlDialect.H2();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            SchemaVersions.apply(connection, dialect, SchemaVersions.NONE, 0);
            for (int version = 1; version <= SchemaVersions.NEWEST; version++) {
                List<String> before = columns(connection, null);
                SchemaVersions.apply(connection, dialect, version - 1, version);
                List<String> tables = before.stream()
                        .map(column -> column.substring(0, column.indexOf('.')))
                        .toList();
                assertThat(columns(connection, tables))
                        .as("version %d", version)
                        .isEqualTo(before);
            }
        }
    }

    /** With their tables; of some or of all. */
    private static List<String> columns(Connection connection, @Nullable List<String> tables) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select table_name, column_name from information_schema.columns"
                        + " where table_schema = 'PUBLIC' order by table_name, column_name")) {
            while (rows.next()) {
                if (tables == null || tables.contains(rows.getString(1))) {
                    columns.add(rows.getString(1) + "." + rows.getString(2));
                }
            }
        }
        return columns;
    }
}

package dev.furoshiki.jdbc.tampering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.jdbc.catalog.CatalogException.AlteredCatalogException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stored data key with any byte changed is refused by an open connection, which goes on when it is put back. */
class KeyRowTamperingTest {

    @Test
    void everyFlippedByteOfAKey() throws SQLException {
        try (EncryptedDatabase database = new EncryptedDatabase();
                Connection connection = database.create("furoshiki.catalogMaxAge=PT0S")) {
            EncryptedDatabase.run(
                    connection,
                    "CREATE TABLE person (id integer, name text ENCRYPTED WITH (KEY = 'alias/pii'))",
                    "INSERT INTO person (id) VALUES (1)");
            List<String> columns = database.queryPlain("SELECT attname FROM pg_attribute WHERE attrelid ="
                    + " 'furoshiki_key'::regclass AND atttypid = 'bytea'::regtype AND attnum > 0");
            String key = columns.get(columns.size() - 1);
            String first = database.queryPlain("SELECT min(sha256(" + key + ")::text) FROM furoshiki_key")
                    .get(0);
            int bytes = Integer.parseInt(database.queryPlain("SELECT octet_length(" + key
                            + ") FROM furoshiki_key WHERE sha256(" + key + ")::text = '" + first + "'")
                    .get(0));
            try (Connection plain = database.plain()) {
                EncryptedDatabase.run(plain, "CREATE TEMP TABLE kept AS SELECT * FROM furoshiki_key");
                for (int i = 0; i < bytes; i++) {
                    // The row is known by what it holds, so it is put back by replacing them all.
                    EncryptedDatabase.run(
                            plain,
                            "UPDATE furoshiki_key SET " + key + " = set_byte(" + key + ", " + i + ", get_byte(" + key
                                    + ", " + i + ") # 128) WHERE sha256(" + key + ")::text = '" + first + "'");
                    assertThatThrownBy(() -> EncryptedDatabase.query(connection, "SELECT name FROM person"))
                            .as("byte " + i)
                            .isInstanceOf(AlteredCatalogException.class)
                            .hasMessageContaining("furoshiki_key");
                    EncryptedDatabase.run(
                            plain,
                            "BEGIN",
                            "DELETE FROM furoshiki_key",
                            "INSERT INTO furoshiki_key SELECT * FROM kept",
                            "COMMIT");
                }
            }
            assertThat(bytes).isGreaterThan(60);
            assertThat(EncryptedDatabase.query(connection, "SELECT id, name FROM person"))
                    .containsExactly("1|null");
        }
    }
}

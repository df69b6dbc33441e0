package dev.furoshiki.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The main path, from the URL to the stored cell and back. */
class FirstSliceTest {

    @Test
    void whatIsStoredEncryptedComesBackAsItWas() throws Exception {
        try (EncryptedDatabase database = new EncryptedDatabase(LocalPostgres.newDatabase());
                Connection connection = database.create();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE person (id integer PRIMARY KEY, ssn varchar(11) ENCRYPTED WITH"
                    + " (KEY = 'alias/pii', TYPE = RANDOMIZED, INDEX = EQUALITY, DOMAIN = person_ssn))");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO person (id, ssn) VALUES (?, ?)")) {
                insert.setInt(1, 1);
                insert.setString(2, "123-45-6789");
                assertThat(insert.executeUpdate()).isEqualTo(1);
            }
            try (PreparedStatement select = connection.prepareStatement("SELECT * FROM person WHERE ssn = ?")) {
                select.setString(1, "123-45-6789");
                try (ResultSet rows = select.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getInt("id")).isEqualTo(1);
                    assertThat(rows.getString("ssn")).isEqualTo("123-45-6789");
                    assertThat(rows.getMetaData().getColumnCount()).isEqualTo(2);
                    assertThat(rows.next()).isFalse();
                }
            }
            try (Connection plain = database.plain();
                    Statement reading = plain.createStatement();
                    ResultSet rows = reading.executeQuery("SELECT ssn FROM person")) {
                rows.next();
                assertThat(rows.getBytes(1)).hasSize(33 + 11).startsWith(1);
            }
        }
    }
}

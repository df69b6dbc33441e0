package dev.furoshiki.jdbc.canary;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.jdbc.EncryptedDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The canary is found where it is: so where it is not found, it is not. */
class CanaryFormsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy", "xyz"})
    void inEveryForm(String before) {
        String inside = before + Canary.TEXT + "z";
        assertThat(Canary.foundIn(inside)).isPresent();
        assertThat(Canary.foundIn(HexFormat.of().formatHex(inside.getBytes(UTF_8))))
                .isPresent();
        assertThat(Canary.foundIn(HexFormat.of().withUpperCase().formatHex(inside.getBytes(UTF_16LE))))
                .isPresent();
        assertThat(Canary.foundIn(Base64.getEncoder().encodeToString(inside.getBytes(UTF_8))))
                .isPresent();
        assertThat(Canary.foundIn(before + "482731659402" + "8137")).isPresent();
        assertThat(Canary.foundIn("nothing of the kind")).isEmpty();
    }

    /** What the plain driver leaves in tables, the server's log, its own log and its exceptions. */
    @Test
    void whereThePlainDriverLeavesIt() throws Exception {
        try (EncryptedDatabase open = new EncryptedDatabase()) {
            open.database().logEveryStatement();
            long mark = LocalPostgres.logBytes();
            try (Told told = new Told();
                    Connection plain = open.plain()) {
                EncryptedDatabase.run(plain, "CREATE TABLE vault (a text UNIQUE, n numeric)");
                for (int i = 0; i < 2; i++) {
                    try (PreparedStatement insert = plain.prepareStatement("INSERT INTO vault VALUES (?, ?)")) {
                        insert.setString(1, Canary.TEXT);
                        insert.setBigDecimal(2, Canary.DECIMAL);
                        insert.execute();
                    } catch (SQLException unique) {
                        told.failure(unique);
                    }
                }
                assertThat(told.exceptions()).isEqualTo(1);
                assertThat(told.betrayals()).isNotEmpty();
            }
            assertThat(Canary.foundIn(Stored.tables(open))).isPresent();
            assertThat(Canary.foundIn(LocalPostgres.logSince(mark))).isPresent();
        }
    }
}

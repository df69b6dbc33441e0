package dev.furoshiki.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class StageTest {

    @Test
    void leavesNothingBehind() throws IOException, SQLException {
        Path keys;
        Path data;
        try (Stage stage = new Stage();
                Connection administrator = stage.database().connect()) {
            keys = stage.keyFolder();
            Files.writeString(Files.createDirectory(keys.resolve("folder")).resolve("file"), "content");
            data = Path.of(Rows.of(administrator, "SHOW data_directory").get(0).getOrDefault("data_directory", ""));
            assertThat(data).exists();
            stage.plainClient().close();
        }
        assertThat(keys).doesNotExist();
        assertThat(data.getParent()).doesNotExist();
    }
}

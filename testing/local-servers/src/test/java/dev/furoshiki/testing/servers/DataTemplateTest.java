package dev.furoshiki.testing.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTemplateTest {

    @TempDir
    Path directory;

    private Path initialised;
    private Path data;
    private DataTemplate template;

    @BeforeEach
    void initialise() throws IOException {
        initialised = Files.createDirectories(directory.resolve("initialised"));
        Files.createDirectory(initialised.resolve("base"));
        Files.writeString(initialised.resolve("base/1"), "rows");
        Files.writeString(initialised.resolve("epg-lock"), "");
        Files.setPosixFilePermissions(initialised.resolve("base"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(initialised.resolve("base/1"), PosixFilePermissions.fromString("rw-------"));
        data = Files.createDirectory(directory.resolve("data"));
        template = template("18", "locale=C");
    }

    @Test
    void copiesWhatWasInitialised() throws IOException {
        assertThat(template.copyTo(data)).isFalse();
        template.keep(initialised);
        assertThat(template.copyTo(data)).isTrue();
        assertThat(data.resolve("base/1")).hasContent("rows");
        assertThat(permissions(data.resolve("base"))).isEqualTo("rwx------");
        assertThat(permissions(data.resolve("base/1"))).isEqualTo("rw-------");
        assertThat(data.resolve("epg-lock")).doesNotExist();
        Files.writeString(data.resolve("base/1"), "changed");
        assertThat(template.directory().resolve("base/1")).hasContent("rows");
    }

    @Test
    void neverUsesOneThatWasNotFinished() throws IOException {
        Path unfinished =
                template.directory().resolveSibling(template.directory().getFileName() + ".unfinished");
        Files.createDirectory(unfinished);
        Files.writeString(unfinished.resolve("half"), "of a killed JVM");
        assertThat(template.copyTo(data)).isFalse();
        template.keep(initialised);
        assertThat(template.copyTo(data)).isTrue();
        assertThat(data.resolve("half")).doesNotExist();
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void keepsTheFirst() throws IOException {
        template.keep(initialised);
        Files.writeString(initialised.resolve("base/1"), "later");
        template.keep(initialised);
        assertThat(template.directory().resolve("base/1")).hasContent("rows");
    }

    @Test
    void keepsVersionsAndSettingsApart() {
        assertThat(List.of(template, template("19", "locale=C"), template("18", "locale=de"), template("18")))
                .doesNotHaveDuplicates();
        assertThat(template("18", "locale=C")).isEqualTo(template);
    }

    private DataTemplate template(String programs, String... settings) {
        return DataTemplate.of(directory, programs.getBytes(UTF_8), List.of(settings));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}

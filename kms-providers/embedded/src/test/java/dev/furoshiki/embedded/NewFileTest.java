package dev.furoshiki.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.key.KmsException.AlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {

    private static final byte[] CONTENT = {1, 2, 3};
    private static final byte[] OTHER = {4};

    @TempDir
    Path folder;

    @Test
    void doesNotReplaceAFileThatCameMeanwhile() throws Exception {
        requireNothingReplaced(folder);
    }

    /** As on a stick or a share: in a ZIP file. */
    @Test
    void norWhereAFileHasOneNameOnly() throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("files.zip"), Map.of("create", "true"))) {
            requireNothingReplaced(zip.getPath("/"));
        }
    }

    private static void requireNothingReplaced(Path place) throws Exception {
        Path kept = place.resolve("kept");
        try (NewFile file = NewFile.write(kept, CONTENT)) {
            assertThat(kept).doesNotExist();
            file.keep();
        }
        assertThat(Files.readAllBytes(kept)).isEqualTo(CONTENT);
        Path other = place.resolve("other");
        try (NewFile file = NewFile.write(other, CONTENT)) {
            Files.write(other, OTHER);
            assertThatThrownBy(file::keep).isInstanceOf(AlreadyExistsException.class);
        }
        assertThat(Files.readAllBytes(other)).isEqualTo(OTHER);
        assertThatThrownBy(() -> NewFile.write(other, CONTENT)).isInstanceOf(AlreadyExistsException.class);
        try (Stream<Path> files = Files.list(place)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".part-"))
                    .toList();
            assertThat(names).isEmpty();
        }
    }
}

package dev.furoshiki.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a file that is open is what a killed process leaves: the operating system keeps what was written to it. */
class UnclosedFileTest {

    private static final int STORES = Boolean.getBoolean("furoshiki.soak") ? 400 : 15;
    private static final int OPENINGS = 4;
    private static final int MOST_COMMITS = 6;
    private static final int MOST_CHARACTERS = 20_000;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = H2KeyDatabase.fileOf(folder.resolve("entries"));
    }

    /** Ten rows were committed to it, each of which H2 said was on the disk. */
    @Test
    void findsWhatH2DoesNot() throws Exception {
        unpack();
        assertThat(entries(file)).hasSize(8);

        unpack();
        UnclosedFile.closeAtNewestState(file);

        assertThat(entries(file)).isEqualTo(firstNumbers(10));
    }

    @Test
    void findsEachCommit() throws Exception {
        long seed = Long.getLong("furoshiki.seed", System.nanoTime());
        System.out.printf("unclosed files: %d stores with furoshiki.seed=%d%n", STORES, seed);
        Random random = new Random(seed);
        Path copy = H2KeyDatabase.fileOf(folder.resolve("copy"));
        for (int store = 0; store < STORES; store++) {
            Files.deleteIfExists(file);
            int committed = 0;
            for (int opening = 0; opening < OPENINGS; opening++) {
                try (Connection connection = open(file)) {
                    commit(connection, "create table if not exists entry (id int, filler varchar)");
                    for (int left = 1 + random.nextInt(MOST_COMMITS); left > 0; left--) {
                        String filler = "x".repeat(random.nextInt(MOST_CHARACTERS));
                        commit(connection, "insert into entry values (" + committed++ + ", '" + filler + "')");
                        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);

                        UnclosedFile.closeAtNewestState(copy);

                        assertThat(entries(copy))
                                .as("store %d, opened %d times", store, opening + 1)
                                .isEqualTo(firstNumbers(committed));
                    }
                }
            }
        }
    }

    @Test
    void leavesAClosedFileAsItIs() throws Exception {
        unpack();
        UnclosedFile.closeAtNewestState(file);
        byte[] closed = Files.readAllBytes(file);

        UnclosedFile.closeAtNewestState(file);

        assertThat(file).hasBinaryContent(closed);
    }

    @Test
    void leavesAFileThatIsNoneYetAsItIs() throws Exception {
        UnclosedFile.closeAtNewestState(file);
        assertThat(file).doesNotExist();

        Files.createFile(file);
        UnclosedFile.closeAtNewestState(file);
        assertThat(file).isEmptyFile();
    }

    /** Of this process, which H2 goes on with; another one is kept out (StoreProcessesTest). */
    @Test
    void leavesAFileThatIsOpenAsItIs() throws Exception {
        unpack();
        try (Connection connection = open(file)) {
            commit(connection, "insert into entry values (8, '')");
            byte[] opened = Files.readAllBytes(file);

            UnclosedFile.closeAtNewestState(file);

            assertThat(file).hasBinaryContent(opened);
            assertThat(entries(file)).isEqualTo(firstNumbers(9));
        }
    }

    /** A file that H2 2.5.252 had written to when its process was killed. */
    private void unpack() throws IOException {
        try (InputStream packed =
                UnclosedFileTest.class.getResourceAsStream("/dev/furoshiki/embedded/unclosed-by-h2-2.5.252.mv.db.gz")) {
            Files.copy(new GZIPInputStream(packed), file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<Integer> firstNumbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static List<Integer> entries(Path file) throws SQLException {
        List<Integer> entries = new ArrayList<>();
        try (Connection connection = open(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id from entry order by id")) {
            while (rows.next()) {
                entries.add(rows.getInt(1));
            }
        }
        return entries;
    }

    /** As a key store is opened. */
    private static Connection open(Path file) throws SQLException {
        String store = file.toString().replaceFirst("\\.mv\\.db$", "");
        Connection connection = DriverManager.getConnection(
                "jdbc:h2:file:" + store + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0", "sa", "");
        connection.setAutoCommit(false);
        return connection;
    }

    private static void commit(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            connection.commit();
            statement.execute("checkpoint sync");
        }
    }
}

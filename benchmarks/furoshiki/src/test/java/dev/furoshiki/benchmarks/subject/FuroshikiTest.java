package dev.furoshiki.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Subject;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.JdbcDatabase;
import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import dev.furoshiki.testing.servers.LocalS3;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class FuroshikiTest {

    private static final Parameters NONE = new Parameters(1, Map.of());

    private final Subject furoshiki =
            ServiceLoader.load(Subject.class).findFirst().orElseThrow();

    /** A sealed cell is 33 bytes longer than its value, a segment 32; the last byte of a tag may be negative. */
    @ParameterizedTest
    @CsvSource({"cell.seal, 64, 97", "segment.seal, 65536, 65568", "segment.open, 65536, 65536"})
    void theCiphersMoveWhatTheySay(String name, long bytes, long moved) throws Exception {
        Workload workload = furoshiki.open(name, NONE);
        assertThat(workload.bytesPerOperation()).isEqualTo(bytes);
        assertThat(workload.run(10)).isBetween(10 * (moved - 128), 10 * (moved + 128));
        workload.close();
    }

    @Test
    void everyOpenedCellHasAValue() throws Exception {
        Workload workload = furoshiki.open("cell.open", NONE);
        assertThat(workload.bytesPerOperation()).isEqualTo(64);
        assertThat(workload.run(10)).isEqualTo(10);
        workload.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyLeaseIsAHit(boolean forEncryption) throws Exception {
        try (KeyService keys = KeyService.start()) {
            CacheHit hit = forEncryption ? CacheHit.forEncryption(keys) : CacheHit.forDecryption(keys);
            long loads = keys.dataKeys().statistics().loads();
            assertThat(hit.run(1000)).isEqualTo(32_000);
            assertThat(keys.dataKeys().statistics().loads()).isEqualTo(loads);
            assertThat(keys.dataKeys().statistics().hits()).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "keys.hit-2, 32",
        "keys.decrypt-hit-2, 32",
        "keys.uncached-2, 32",
        "service.generate-data-key-2, 32",
        "service.encrypt-8, 32",
        "service.decrypt-1, 32",
        "audit.append-8, 1",
        "audit.append-each-2, 1"
    })
    void everyUseOfAKeyCounts(String name, long each) throws Exception {
        Workload workload = furoshiki.open(name, NONE);
        assertThat(workload.run(100)).isEqualTo(100 * each);
        assertThat(workload.allocatedBytes()).isGreaterThanOrEqualTo(0);
        workload.close();
    }

    @Test
    void aFreshProcessFindsTheKeysOfAnother(@TempDir Path folder) throws Exception {
        Map<String, String> state = Map.of(Parameters.STATE, folder.toString(), "keys", "5");
        Map<String, String> prepare = new TreeMap<>(state);
        prepare.put(Parameters.PREPARE, "true");
        furoshiki.open("start.many-keys", new Parameters(1, prepare)).close();
        Workload fresh = furoshiki.open("start.many-keys", new Parameters(1, state));
        assertThat(fresh.run(1)).isEqualTo(32);
        fresh.close();
        try (EmbeddedKeyService service = KeyService.openIn(folder)) {
            assertThat(service.listKeys()).hasSize(5);
        }
    }

    @Test
    void aClosedWorkloadLeavesNoKeyStoreBehind() throws Exception {
        int before = keyStores();
        Workload workload = furoshiki.open("cell.seal", NONE);
        assertThat(keyStores()).isEqualTo(before + 1);
        workload.close();
        assertThat(keyStores()).isEqualTo(before);
        assertThatThrownBy(() -> furoshiki.open("jdbc.insert", NONE)).hasMessageContaining("no parameter 'postgres'");
        assertThat(keyStores()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3.put-64m", "s3.get-1g", "s3.range-64k", "s3.async-put-64m", "s3.async-get-1g"})
    void objectsAreEncrypted(String name) throws Exception {
        LocalS3 server = LocalS3.s3Proxy();
        String bucket = server.newBucket();
        Workload workload = furoshiki.open(name, s3(server, bucket));
        long moved = name.contains("range") ? 65_536 : 200_000;
        assertThat(workload.bytesPerOperation()).isEqualTo(moved);
        assertThat(workload.run(2)).isEqualTo(2 * moved);
        try (S3Client plain = server.client()) {
            // Four segments, each 32 bytes longer than its plaintext.
            assertThat(plain.headObject(object -> object.bucket(bucket).key("benchmark/object"))
                            .contentLength())
                    .isEqualTo(200_000 + 4 * 32);
            plain.putObject(
                    object -> object.bucket(bucket).key("benchmark/object"), RequestBody.fromBytes(new byte[200_000]));
        }
        if (!name.contains("put")) {
            assertThatThrownBy(() -> workload.run(1)).hasMessageContaining("envelope");
        }
        workload.close();
    }

    @Test
    void fourColumnsOfEightAreEncryptedAndOneIsIndexed() throws Exception {
        LocalDatabase database = LocalPostgres.newDatabase();
        Workload workload = furoshiki.open("jdbc.insert", jdbc(database));
        workload.run(3);
        try (Connection plain = database.connect();
                Statement statement = plain.createStatement();
                ResultSet columns = statement.executeQuery(
                        "select string_agg(column_name, ' ' order by ordinal_position), min(rows) from"
                                + " information_schema.columns, (select count(*) as rows from customers) as counted"
                                + " where table_name = 'customers' and data_type = 'bytea'")) {
            columns.next();
            assertThat(columns.getString(1)).matches("name address phone balance fk_[0-9a-f]{16}_eq");
            // What it was filled with, in batches of 100, and the three.
            assertThat(columns.getInt(2)).isEqualTo(103);
        }
        workload.close();
    }

    @ParameterizedTest
    @MethodSource("jdbcWorkloads")
    void jdbcWorkloadsFindTheirOwnRows(String name) throws Exception {
        Workload workload = furoshiki.open(name, jdbc(LocalPostgres.newDatabase()));
        assertThat(workload.run(2)).isPositive();
        workload.close();
    }

    static Set<String> jdbcWorkloads() {
        return JdbcDatabase.POSTGRES.workloads();
    }

    private static Parameters jdbc(LocalDatabase database) {
        return new Parameters(
                1,
                Map.of(
                        "postgres",
                        database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password(),
                        "rows",
                        "100"));
    }

    private static Parameters s3(LocalS3 server, String bucket) {
        return new Parameters(
                1,
                Map.of(
                        "s3.endpoint", server.endpoint().toString(),
                        "s3.accessKey", server.credentials().accessKeyId(),
                        "s3.secretKey", server.credentials().secretAccessKey(),
                        "s3.bucket", bucket,
                        "object.bytes", "200000"));
    }

    private static int keyStores() {
        String[] found = new File(System.getProperty("java.io.tmpdir"))
                .list((folder, name) -> name.startsWith(KeyService.folderPrefix()));
        return found == null ? 0 : found.length;
    }
}

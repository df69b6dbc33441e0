package dev.furoshiki.jdbc.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.DataKeys;
import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.embedded.RootKeySource;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The published jar works in a JVM whose class path has another Calcite, Guava and slf4j before it, and those work beside
 * it: neither meets a class of the other.
 */
class BesideOthersIT {

    private static final Path OTHERS = Path.of(System.getProperty("furoshiki.beside"));

    /** A line of the JVM's log of loaded classes. */
    private static final Pattern LOAD = Pattern.compile(".*\\] (\\S+) source: (file:\\S+)");

    @Test
    void eachUsesItsOwn(@TempDir Path directory) throws Exception {
        LocalDatabase database = LocalPostgres.newDatabase();
        String url = "jdbc:furoshiki:" + database.address() + "?user=" + database.user() + "&password="
                + database.password() + "&furoshiki.catalog=create&furoshiki.keys=" + keys(directory);

        Path loaded = directory.resolve("classes");
        String told = run(classPath(), loaded, url);

        for (String twice : List.of("org.apache.calcite.", "com.google.common.", "org.slf4j.")) {
            assertThat(homes(loaded, twice)).as(twice).isNotEmpty().allMatch(home -> home.startsWith(OTHERS));
            assertThat(homes(loaded, "dev.furoshiki.jdbc.shaded." + twice)).containsExactly(PublishedJarIT.JAR);
        }
        assertThat(told)
                .contains("parsed by the other Calcite: SELECT `A`")
                .contains("listed by the other Guava: [a, b]")
                .contains("logged by the other slf4j")
                .contains("decrypted: 078-05-1120")
                .contains("refused: 0A000");
        assertThat(told.lines().filter(line -> line.startsWith("driver ")))
                .containsExactlyInAnyOrder(
                        "driver dev.furoshiki.jdbc.FuroshikiDriver",
                        "driver org.apache.calcite.avatica.remote.Driver",
                        "driver org.apache.calcite.jdbc.Driver",
                        "driver org.h2.Driver",
                        "driver org.postgresql.Driver");
        assertThat(told.lines().filter(line -> line.contains("SLF4J"))).isEmpty();
        try (Connection plain = database.connect();
                Statement statement = plain.createStatement();
                ResultSet rows = statement.executeQuery("SELECT ssn FROM person")) {
            assertThat(rows.next()).isTrue();
            assertThat(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1))
                    .doesNotContain("078-05-1120");
        }
    }

    private static String keys(Path directory) throws IOException {
        Path passphrase = Files.writeString(directory.resolve("passphrase"), "only for this test");
        Path store = directory.resolve("keys");
        try (EmbeddedKeyService service = EmbeddedKeyService.create(store, RootKeySource.passphraseFile(passphrase))) {
            service.createAlias("alias/pii", service.createKey("personal data").keyId());
        }
        return "embedded:" + store + "?passphraseFile=" + passphrase;
    }

    /** The others first; then what a build tool would bring along with the published jar and two that it chooses. */
    private static String classPath() throws IOException, URISyntaxException {
        List<String> entries = new ArrayList<>();
        try (Stream<Path> others = Files.list(OTHERS)) {
            others.map(Path::toString).sorted().forEach(entries::add);
        }
        assertThat(entries).hasSizeGreaterThan(5);
        entries.add(PublishedJarIT.JAR.toString());
        for (Class<?> type : List.of(
                DataKeys.class,
                com.github.benmanes.caffeine.cache.Cache.class,
                org.bouncycastle.crypto.digests.SHA256Digest.class,
                org.jspecify.annotations.NullMarked.class,
                EmbeddedKeyService.class,
                org.h2.Driver.class,
                org.postgresql.Driver.class)) {
            entries.add(home(type));
        }
        entries.add(home(BesideOthersMain.class));
        return String.join(File.pathSeparator, entries);
    }

    /** The jars that the JVM loaded classes from whose names begin so. */
    private static Set<Path> homes(Path loaded, String beginning) throws IOException {
        Set<Path> homes = new TreeSet<>();
        for (String line : Files.readAllLines(loaded)) {
            Matcher load = LOAD.matcher(line);
            if (load.matches() && load.group(1).startsWith(beginning)) {
                homes.add(Path.of(URI.create(load.group(2))));
            }
        }
        return homes;
    }

    private static String home(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static String run(String classPath, Path loaded, String url) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xlog:class+load:file=" + loaded + "::filecount=0",
                        "-cp",
                        classPath,
                        BesideOthersMain.class.getName(),
                        url)
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(told).isZero();
        return told;
    }
}

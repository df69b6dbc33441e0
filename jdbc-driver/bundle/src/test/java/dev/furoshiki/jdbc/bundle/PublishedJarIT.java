package dev.furoshiki.jdbc.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the published jar holds: nothing that could meet another version of itself on an application's class path. */
class PublishedJarIT {

    static final Path JAR = Path.of(System.getProperty("furoshiki.bundle"));

    private static final String OURS = "dev/furoshiki/jdbc/";
    private static final String SHADED = OURS + "shaded/";
    private static final String SERVICES = "META-INF/services/";

    /** Names of what is relocated, where nothing stands before them. */
    private static final Pattern UNRELOCATED = Pattern.compile(
            "(?<![\\w/.])(org[/.]apache|com[/.]google|com[/.]fasterxml|org[/.]slf4j|org[/.]snakeyaml)[/.]");

    private interface Reading<T> {
        T from(JarFile jar) throws IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return reading.from(jar);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> entries() {
        return read(jar -> jar.stream()
                .filter(entry -> !entry.isDirectory())
                .map(JarEntry::getName)
                .toList());
    }

    private static byte[] bytes(String entry) {
        return read(jar -> {
            try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
                return in.readAllBytes();
            }
        });
    }

    @Test
    void holdsNoFileOutsideOurPackagesButItsPapers() {
        assertThat(entries())
                .filteredOn(entry -> !entry.startsWith(OURS) && !entry.startsWith(SERVICES))
                .containsExactlyInAnyOrder(
                        "META-INF/MANIFEST.MF", "META-INF/LICENSE", "META-INF/NOTICE", "META-INF/THIRD-PARTY.txt");
    }

    @Test
    void holdsCalciteAndWhatIsBelowItUnderOurName() {
        assertThat(entries())
                .contains(
                        SHADED + "org/apache/calcite/sql/SqlNode.class",
                        SHADED + "com/google/common/collect/ImmutableList.class",
                        SHADED + "org/slf4j/LoggerFactory.class",
                        OURS + "FuroshikiDriver.class",
                        OURS + "grammar/CreateTable.class");
    }

    @Test
    void leavesOutWhatIsADependency() {
        assertThat(entries())
                .noneMatch(entry -> entry.startsWith("dev/furoshiki/crypto") || entry.contains("bouncycastle"));
    }

    @Test
    void registersOurDriverAndNoOther() {
        assertThat(new String(bytes(SERVICES + "java.sql.Driver"), StandardCharsets.UTF_8).strip())
                .isEqualTo("dev.furoshiki.jdbc.FuroshikiDriver");
    }

    @Test
    void offersServicesUnderOurNameOnly() {
        for (String entry : entries()) {
            if (!entry.startsWith(SERVICES) || entry.endsWith("java.sql.Driver")) {
                continue;
            }
            assertThat(entry).startsWith(SERVICES + "dev.furoshiki.jdbc.shaded.");
            assertThat(new String(bytes(entry), StandardCharsets.UTF_8).lines())
                    .as(entry)
                    .allMatch(line -> line.startsWith("dev.furoshiki.jdbc.shaded."));
        }
    }

    @Test
    void ourClassesNameOnlyWhatIsRelocated() {
        for (String entry : entries()) {
            if (entry.endsWith(".class") && !entry.startsWith(SHADED)) {
                String constants = new String(bytes(entry), StandardCharsets.ISO_8859_1);
                assertThat(UNRELOCATED.matcher(constants).results().map(found -> found.group()))
                        .as(entry)
                        .isEmpty();
            }
        }
    }

    @Test
    void isAModuleOfTheNameThatItsManifestGives() throws IOException {
        try (BufferedReader manifest = new BufferedReader(new InputStreamReader(
                new java.io.ByteArrayInputStream(bytes("META-INF/MANIFEST.MF")), StandardCharsets.UTF_8))) {
            assertThat(manifest.lines()).contains("Automatic-Module-Name: dev.furoshiki.jdbc");
        }
        ModuleDescriptor module =
                ModuleFinder.of(JAR).find("dev.furoshiki.jdbc").orElseThrow().descriptor();
        assertThat(module.isAutomatic()).isTrue();
        assertThat(module.provides())
                .anySatisfy(
                        provides -> assertThat(provides.providers()).contains("dev.furoshiki.jdbc.FuroshikiDriver"));
    }
}

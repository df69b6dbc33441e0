package dev.furoshiki.jdbc.catalog;

import static dev.furoshiki.jdbc.catalog.CatalogFixture.PERSON;
import static dev.furoshiki.jdbc.catalog.CatalogFixture.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.furoshiki.jdbc.annotation.processing.EncryptedProcessor;
import dev.furoshiki.jdbc.catalog.CatalogException.ContradictionException;
import dev.furoshiki.jdbc.catalog.CatalogException.PolicyException;
import dev.furoshiki.jdbc.catalog.CatalogException.UndeclaredColumnException;
import dev.furoshiki.jdbc.catalog.CatalogException.UnpreparedColumnException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes with {@code @Encrypted} members, compiled with the processor, held against a real database. */
@NullUnmarked // fields are set by JUnit
class AnnotatedClassesTest {

    private static final String PERSON_CLASS = """
            package shop.people;
            import dev.furoshiki.jdbc.annotation.*;
            @EncryptedTable("Person")
            record Person(
                int id,
                @Encrypted(key = "alias/pii", type = "varchar(11)", index = Encrypted.Index.EQUALITY, domain = "person_ssn")
                String ssn,
                @Encrypted(key = "alias/other", type = "text", cellType = Encrypted.CellType.DETERMINISTIC) String email) {}
            """;

    @TempDir
    private Path folder;

    private CatalogFixture fixture;
    private ClassLoader before;
    private URLClassLoader application;

    @BeforeEach
    void open() throws Exception {
        before = Thread.currentThread().getContextClassLoader();
        fixture = new CatalogFixture();
    }

    @AfterEach
    void close() throws Exception {
        Thread.currentThread().setContextClassLoader(before);
        if (application != null) {
            application.close();
        }
        fixture.close();
    }

    /** As the application's class loader would have it. */
    private void compile(String name, String code) throws Exception {
        Path source = Files.writeString(folder.resolve(name + ".java"), code);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, null, null);
        List<String> options =
                List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-Xlint:-options");
        var task = compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(source));
        task.setProcessors(List.of(new EncryptedProcessor()));
        assertThat(task.call()).isTrue();
        application = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(application);
    }

    private void createPerson() throws Exception {
        fixture.run("CREATE TABLE person (id integer PRIMARY KEY, ssn varchar(11), email text)");
    }

    @Test
    void theirColumnsAreEncrypted() throws Exception {
        compile("Person", PERSON_CLASS);
        createPerson();
        CatalogOptions creating = CatalogOptions.defaults().creating();
        UnpreparedColumnException refused =
                catchThrowableOfType(UnpreparedColumnException.class, () -> fixture.open(creating));
        assertThat(refused.getMessage()).contains("@Encrypted shop.people.Person.ssn: column public.person.ssn");
        fixture.run(refused.ddl().toArray(String[]::new));
        TableColumns person = fixture.open(creating).current().tables().get(PERSON);
        assertThat(person.encryptedColumn("ssn").orElseThrow())
                .extracting(
                        column -> column.type().declaration(), EncryptedColumn::cellType, EncryptedColumn::indexType)
                .containsExactly("character varying(11)", CellType.RANDOMIZED, IndexType.EQUALITY);
        assertThat(person.encryptedColumn("ssn").orElseThrow().domain().name()).isEqualTo("person_ssn");
        assertThat(person.encryptedColumn("email").orElseThrow())
                .extracting(EncryptedColumn::cellType, column -> column.domain().keyId())
                .containsExactly(CellType.DETERMINISTIC, "alias/other");
        assertThat(fixture.open(CatalogOptions.defaults()).current().tables()).containsKey(PERSON);
    }

    @Test
    void whatTheCatalogueLacksIsRefused() throws Exception {
        createPerson();
        fixture.open(CatalogOptions.defaults().creating().withCatalogKey("alias/pii"));
        compile("Person", PERSON_CLASS);
        assertThatThrownBy(() -> fixture.open(CatalogOptions.defaults()))
                .isInstanceOf(UndeclaredColumnException.class)
                .hasMessageContaining("@Encrypted shop.people.Person.");
    }

    @Test
    void aPolicyMustSayTheSame() throws Exception {
        compile("Person", PERSON_CLASS);
        createPerson();
        CatalogOptions other = policy(folder, "tables: {person: {ssn: {type: varchar(12), key: alias/pii}}}");
        assertThatThrownBy(() -> fixture.open(other))
                .isInstanceOf(ContradictionException.class)
                .hasMessageContaining("policy.yaml:1")
                .hasMessageContaining("@Encrypted shop.people.Person.ssn")
                .hasMessageContaining("character varying(12)");
    }

    @Test
    void aNameThatNoIndexHasIsAMistake() throws Exception {
        compile("Person", PERSON_CLASS);
        createPerson();
        CatalogOptions creating = CatalogOptions.defaults().creating().withCatalogKey("alias/pii");
        for (Set<String> names : List.of(Set.of("shop.peop"), Set.of("shop.people", "shop.peop"))) {
            assertThatThrownBy(() -> fixture.open(creating.withEntities(names)))
                    .isInstanceOf(PolicyException.class)
                    .hasMessageContaining("furoshiki.entities names shop.peop, and no META-INF/furoshiki");
        }
    }

    @Test
    void classesOfAnotherDatabaseAreLeftOut() throws Exception {
        compile("Person", PERSON_CLASS);
        CatalogOptions creating = CatalogOptions.defaults().creating().withCatalogKey("alias/pii");
        assertThatThrownBy(() -> fixture.open(creating))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("@Encrypted shop.people.Person.email: table public.person does not exist")
                .hasMessageContaining("furoshiki.entities");
        assertThat(fixture.open(creating.withEntities(Set.of())).current().tables())
                .isEmpty();
        createPerson();
        for (Set<String> these : List.of(Set.of("shop"), Set.of("shop.people", "shop.people.Person"))) {
            assertThatThrownBy(() -> fixture.open(creating.withEntities(these)))
                    .isInstanceOf(UnpreparedColumnException.class);
        }
    }
}

package dev.furoshiki.testing.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What the poms of all modules have in common. */
class PomsTest {

    private static final Path ROOT = Path.of(System.getProperty("furoshiki.root"));
    private static final XPath XPATH = XPathFactory.newInstance().newXPath();

    static List<String> modules() throws Exception {
        return texts(pom("."), "/project/modules/module");
    }

    @ParameterizedTest
    @MethodSource("modules")
    void versionsArePinnedInTheParent(String module) throws Exception {
        if (module.equals("bom")) {
            return; // It has no parent, because the parent imports it.
        }
        Document pom = pom(module);
        assertThat(texts(pom, "/project/dependencies/dependency/version")).isEmpty();
        assertThat(texts(pom, "//profile//dependency/version")).isEmpty();
        assertThat(texts(pom, "//build//plugin/version")).isEmpty();
        if (module.equals("benchmarks/shardingsphere")) {
            assertThat(texts(pom, "/project/dependencyManagement//version"))
                    .as("of what a peer was built with")
                    .allMatch(version -> version.matches("\\$\\{[\\w.-]+}"));
        } else {
            assertThat(texts(pom, "/project/dependencyManagement")).isEmpty();
        }
        assertThat(texts(pom, "/project/properties/*[contains(name(), 'version')]"))
                .isEmpty();
        assertThat(texts(pom, "//build//plugin//version"))
                .as("of what plugins unpack, copy or run")
                .allMatch(version -> version.matches("\\$\\{[\\w.-]+}"));
    }

    /** The BOM has no parent to take them from. */
    @Test
    void theBomPinsItsPluginsAsTheParentDoes() throws Exception {
        String plugin = "//plugin[artifactId='%s']/version";
        List<String> names = texts(pom("bom"), "//build//plugin/artifactId");
        assertThat(names).contains("spotless-maven-plugin");
        for (String name : names) {
            assertThat(texts(pom("bom"), plugin.formatted(name)))
                    .as(name)
                    .isEqualTo(texts(pom("."), plugin.formatted(name)));
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void namesAreOfOneForm(String module) throws Exception {
        Document pom = pom(module);
        assertThat(texts(pom, "/project/artifactId")).singleElement().asString().startsWith("furoshiki-");
        assertThat(texts(pom, "/project/parent/groupId | /project[not(parent)]/groupId"))
                .containsExactly("dev.furoshiki");
        if (!module.equals("bom")) {
            assertThat(texts(pom, "/project/properties/furoshiki.module"))
                    .as("Automatic-Module-Name")
                    .hasSize(1);
        }
    }

    /** Registries are the business of whoever builds. */
    @ParameterizedTest
    @MethodSource("modules")
    void noPomNamesARegistry(String module) throws Exception {
        for (String place : List.of(module, ".")) {
            assertThat(texts(
                            pom(place),
                            "//repositories | //pluginRepositories | //distributionManagement | //repository/url"))
                    .isEmpty();
        }
    }

    @Test
    void theParentPinsWhatItManages() throws Exception {
        Document parent = pom(".");
        assertThat(texts(parent, "/project/properties/*[contains(text(), 'LATEST') or contains(text(), 'RELEASE')]"))
                .isEmpty();
        assertThat(texts(parent, "//dependencyManagement/dependencies/dependency[not(version)]/artifactId"))
                .isEmpty();
        assertThat(texts(parent, "/project/build/pluginManagement/plugins/plugin[not(version)]/artifactId"))
                .isEmpty();
        assertThat(texts(parent, "/project/properties/project.build.outputTimestamp"))
                .singleElement()
                .asString()
                .endsWith("Z");
        assertThat(texts(parent, "/project/properties/maven.compiler.release")).containsExactly("17");
    }

    /** Modules that nobody publishes say so, and what is published is in the BOM. */
    @ParameterizedTest
    @MethodSource("modules")
    void isInTheBomUnlessUnpublished(String module) throws Exception {
        if (module.equals("bom")) {
            return;
        }
        Document pom = pom(module);
        boolean published = texts(pom, "/project/properties/maven.deploy.skip").isEmpty();
        String artifact = texts(pom, "/project/artifactId").get(0);
        assertThat(texts(pom("bom"), "//dependencyManagement//artifactId").contains(artifact))
                .as(artifact + " is in the BOM")
                .isEqualTo(published);
    }

    private static Document pom(String module) throws Exception {
        Path file = ROOT.resolve(module).resolve("pom.xml");
        assertThat(Files.exists(file)).as(file.toString()).isTrue();
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static List<String> texts(Document pom, String path) throws XPathExpressionException, IOException {
        NodeList nodes = (NodeList) XPATH.evaluate(path, pom, XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent().trim());
        }
        return texts;
    }
}

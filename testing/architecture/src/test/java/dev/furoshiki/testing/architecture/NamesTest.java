package dev.furoshiki.testing.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class NamesTest {

    private static final Set<String> NO_NOUNS_OF_THE_FIELD = Set.of(
            "util",
            "utils",
            "common",
            "commons",
            "helper",
            "helpers",
            "model",
            "service",
            "services",
            "impl",
            "manager",
            "managers",
            "factory",
            "factories",
            "misc",
            "internal",
            "core");
    private static final Pattern NO_NAME = Pattern.compile(".*(Impl|Helper|Helpers|Manager|Util|Utils)|I[A-Z][a-z].*");
    private static final Pattern ACRONYM = Pattern.compile(".*[A-Z]{3}.*");

    @Test
    void packagesAreNounsOfTheField() {
        assertThat(packages().flatMap(name -> Stream.of(name.split("\\."))).distinct())
                .isNotEmpty()
                .doesNotContainAnyElementsOf(NO_NOUNS_OF_THE_FIELD);
    }

    @Test
    void typesAreNamedForWhatTheyAre() {
        assertThat(names().filter(name -> NO_NAME.matcher(name).matches())).isEmpty();
    }

    @Test
    void acronymsAreWords() {
        assertThat(names().filter(name -> ACRONYM.matcher(name).matches())).isEmpty();
    }

    @Test
    void onlyThePackageForwardForwards() {
        noClasses()
                .that()
                .haveSimpleNameStartingWith("Forwarding")
                .should()
                .resideOutsideOfPackage("dev.furoshiki.jdbc.forward")
                .check(ProductClasses.ALL);
    }

    /** Without the mark NullAway would not look at the package. */
    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = packages()
                .filter(name -> !ProductClasses.ALL.getPackage(name).isAnnotatedWith(NullMarked.class))
                .toList();
        assertThat(unmarked).isEmpty();
    }

    /** What is started from a command line, and prints what it is asked for. */
    private static final Set<String> COMMANDS = Set.of(
            "dev.furoshiki.audit.VerifyAuditLog",
            "dev.furoshiki.embedded.VerifyStoreAudit",
            "dev.furoshiki.embedded.BackUpStore",
            "dev.furoshiki.embedded.RestoreStore",
            "dev.furoshiki.embedded.ChangeRootKey");

    /** What a library prints or logs may hold what it must not. */
    @Test
    void librariesPrintAndLogNothing() {
        JavaClasses libraries = ProductClasses.ALL.that(com.tngtech.archunit.base.DescribedPredicate.describe(
                "are libraries",
                type -> !type.getPackageName().startsWith("dev.furoshiki.samples")
                        && !COMMANDS.contains(type.getName())
                        && !isGenerated(type)));
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(libraries);
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(libraries);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "ch.qos.logback..")
                .check(libraries);
    }

    private static Stream<String> packages() {
        return ProductClasses.ALL.stream().map(JavaClass::getPackageName).distinct();
    }

    private static Stream<String> names() {
        return ProductClasses.ALL.stream()
                .filter(type -> !isGenerated(type))
                .filter(type -> !type.isAnonymousClass() && !type.getModifiers().contains(JavaModifier.SYNTHETIC))
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(java.util.TreeSet::new))
                .stream();
    }

    /** JavaCC's classes are Calcite's in all but the package. */
    private static boolean isGenerated(JavaClass type) {
        return type.getPackageName().equals("dev.furoshiki.jdbc.grammar")
                && type.getName()
                        .matches(".*\\.(FuroshikiSqlParser|Furoshiki\\w*Parser|.*TokenManager|Token|TokenMgrError|"
                                + "ParseException|SimpleCharStream)\\w*(\\$.*)?");
    }
}

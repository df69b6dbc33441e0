package dev.furoshiki.testing.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloorsTest {

    @ParameterizedTest
    @EnumSource
    void namesOnlyFloorsBelow(Floor floor) {
        Set<String> allowed = floor.allowed();
        classes()
                .that()
                .resideInAPackage(floor.packageName())
                .should()
                .onlyDependOnClassesThat(describe(
                        "are outside the project or in " + allowed,
                        used -> !isOurs(used) || allowed.contains(packageOf(used))))
                .check(ProductClasses.ALL);
    }

    /** A package without a row would be checked by no rule. */
    @Test
    void everyPackageHasARow() {
        Set<String> rows = Arrays.stream(Floor.values()).map(Floor::packageName).collect(Collectors.toSet());
        Set<String> packages = ProductClasses.ALL.stream()
                .filter(FloorsTest::isOurs)
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        assertThat(packages).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    void hasNoCircles() {
        slices().matching("dev.furoshiki.(**)").should().beFreeOfCycles().check(ProductClasses.ALL);
    }

    @Test
    void cryptoRestsOnTheJcaAndBouncyCastleAlone() {
        classes()
                .that()
                .resideInAPackage("dev.furoshiki.crypto")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.furoshiki.crypto", "java..", "javax.crypto..", "org.bouncycastle..", "org.jspecify..")
                .check(ProductClasses.ALL);
    }

    @Test
    void coreRestsOnCaffeineAndBouncyCastleAlone() {
        noClasses()
                .that(describe("are in kms-core", FloorsTest::isInKmsCore))
                .should()
                .dependOnClassesThat(outside(
                        "java.",
                        "javax.crypto.",
                        "org.bouncycastle.",
                        "com.github.benmanes.caffeine.",
                        "org.jspecify."))
                .check(ProductClasses.ALL);
    }

    /** It is there where an application brings it. */
    @Test
    void onlyItsBindingSeesMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.furoshiki.micrometer")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(ProductClasses.ALL);
    }

    @Test
    void onlyTheSqlPackageSeesCalcite() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.furoshiki.jdbc.sql..", "dev.furoshiki.jdbc.grammar")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.calcite..")
                .check(ProductClasses.ALL);
    }

    @Test
    void forwardingSeesJdbcAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.furoshiki.jdbc.forward")
                .should()
                .dependOnClassesThat(outside("java.", "javax.sql.", "org.jspecify."))
                .check(ProductClasses.ALL);
    }

    @Test
    void onlyTheEmbeddedStoreSeesItsDatabase() {
        noClasses()
                .that()
                // These see it as one of the servers whose connections they wrap, as the next rule has it.
                .resideOutsideOfPackages("dev.furoshiki.embedded.store", "dev.furoshiki.jdbc.wrap")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.h2..")
                .check(ProductClasses.ALL);
    }

    /** And nothing else brings what the SDK brings. */
    @Test
    void onlyItsProviderSeesAwsKms() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.furoshiki.awskms")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "software.amazon.awssdk.services.kms..", "software.amazon.awssdk.http.urlconnection..")
                .check(ProductClasses.ALL);
    }

    @Test
    void onlyTheCallsToATokensLibrarySeeJna() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.furoshiki.pkcs11.cryptoki")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(ProductClasses.ALL);
    }

    /** Which version of its server's driver there is, the application decides. */
    @Test
    void onlyTheWrappersSeeAServersDriver() {
        noClasses()
                .that()
                .resideInAPackage("dev.furoshiki.jdbc..")
                .and()
                .resideOutsideOfPackage("dev.furoshiki.jdbc.wrap")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.postgresql..", "org.mariadb..", "com.mysql..", "org.h2..")
                .check(ProductClasses.ALL);
    }

    private static DescribedPredicate<JavaClass> outside(String... packages) {
        return describe(
                "are outside " + Arrays.toString(packages) + " and the project",
                used -> !isOurs(used)
                        && !used.getBaseComponentType().isPrimitive()
                        && Arrays.stream(packages)
                                .noneMatch(start ->
                                        used.getBaseComponentType().getName().startsWith(start)));
    }

    private static boolean isInKmsCore(JavaClass javaClass) {
        return Floor.KMS_CORE.allowed().contains(packageOf(javaClass));
    }

    private static boolean isOurs(JavaClass javaClass) {
        String name = packageOf(javaClass);
        return name.equals("dev.furoshiki") || name.startsWith("dev.furoshiki.");
    }

    private static String packageOf(JavaClass javaClass) {
        JavaPackage home = javaClass.getBaseComponentType().getPackage();
        return home.getName();
    }
}

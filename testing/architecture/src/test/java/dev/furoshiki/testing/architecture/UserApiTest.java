package dev.furoshiki.testing.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A user's API is closed: who stays inside it never meets an internal type. */
class UserApiTest {

    /** As in ARCHITECTURE.md, rule 2. */
    private static final Set<String> PACKAGES = Set.of(
            "dev.furoshiki",
            "dev.furoshiki.key",
            "dev.furoshiki.kms",
            "dev.furoshiki.micrometer",
            "dev.furoshiki.embedded",
            "dev.furoshiki.awskms",
            "dev.furoshiki.pkcs11",
            "dev.furoshiki.jdbc",
            "dev.furoshiki.jdbc.annotation",
            "dev.furoshiki.jdbc.explanation",
            "dev.furoshiki.s3",
            "dev.furoshiki.s3.exception");

    private static final Set<String> TYPES = Set.of(
            "dev.furoshiki.crypto.SecretBytes",
            "dev.furoshiki.format.EncryptionContext",
            "dev.furoshiki.format.InvalidEncryptionContextException",
            "dev.furoshiki.cache.CacheStatistics",
            "dev.furoshiki.jdbc.catalog.CatalogException",
            "dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException",
            "dev.furoshiki.jdbc.value.ConversionException",
            "dev.furoshiki.jdbc.value.DamagedCellException",
            "dev.furoshiki.jdbc.wrap.StalePlanException");

    @Test
    void samplesUseNothingElse() {
        noClasses()
                .that()
                .resideInAPackage("dev.furoshiki.samples..")
                .should()
                .dependOnClassesThat(describe("are internal", UserApiTest::isInternal))
                .check(ProductClasses.ALL);
    }

    @Test
    void signaturesNameNothingElse() {
        Stream<String> leaks = ProductClasses.ALL.stream()
                .filter(type -> isApi(type) && isVisible(type))
                .flatMap(type -> type.getMembers().stream())
                .filter(UserApiTest::isVisible)
                .flatMap(member -> namedBy(member)
                        .map(JavaClass::getBaseComponentType)
                        .filter(UserApiTest::isInternal)
                        .map(internal -> member.getFullName() + " names " + internal.getName()));
        assertThat(leaks).isEmpty();
    }

    private static Stream<JavaClass> namedBy(JavaMember member) {
        if (member instanceof JavaCodeUnit call) {
            return Stream.of(
                            Stream.of(call.getRawReturnType()),
                            call.getRawParameterTypes().stream(),
                            call.getExceptionTypes().stream())
                    .flatMap(types -> types);
        }
        return member.getAllInvolvedRawTypes().stream();
    }

    private static boolean isVisible(JavaMember member) {
        return visible(member.getModifiers()::contains);
    }

    private static boolean isVisible(JavaClass type) {
        return visible(type.getModifiers()::contains)
                && type.getEnclosingClass().map(UserApiTest::isVisible).orElse(true);
    }

    private static boolean visible(Predicate<JavaModifier> has) {
        return has.test(JavaModifier.PUBLIC) || has.test(JavaModifier.PROTECTED);
    }

    private static boolean isApi(JavaClass type) {
        return PACKAGES.contains(type.getPackageName())
                || TYPES.contains(outermost(type).getName());
    }

    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().startsWith("dev.furoshiki")
                && !type.getPackageName().startsWith("dev.furoshiki.samples")
                && !type.getPackageName().startsWith("dev.furoshiki.testing")
                && !isApi(type);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(UserApiTest::outermost).orElse(type);
    }
}

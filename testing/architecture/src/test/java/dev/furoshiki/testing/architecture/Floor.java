package dev.furoshiki.testing.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every package of the project, lowest first, and the packages of the project that it may name. */
enum Floor {
    CRYPTO("dev.furoshiki.crypto"),
    FORMAT("dev.furoshiki.format", CRYPTO),
    KEY("dev.furoshiki.key", CRYPTO, FORMAT),
    KMS("dev.furoshiki.kms", CRYPTO, FORMAT, KEY),
    AUDIT("dev.furoshiki.audit", CRYPTO, FORMAT, KEY, KMS),
    CACHE("dev.furoshiki.cache", CRYPTO, FORMAT, KEY, KMS),
    KMS_CORE("dev.furoshiki", CRYPTO, FORMAT, KEY, KMS, AUDIT, CACHE),
    MICROMETER("dev.furoshiki.micrometer", CACHE),

    EMBEDDED_STORE("dev.furoshiki.embedded.store", kmsCore()),
    EMBEDDED_MATERIAL("dev.furoshiki.embedded.material", kmsCore()),
    EMBEDDED_POLICY("dev.furoshiki.embedded.policy", kmsCore()),
    EMBEDDED_LIFECYCLE("dev.furoshiki.embedded.lifecycle", and(kmsCore(), EMBEDDED_MATERIAL, EMBEDDED_POLICY)),
    EMBEDDED(
            "dev.furoshiki.embedded",
            and(kmsCore(), EMBEDDED_STORE, EMBEDDED_MATERIAL, EMBEDDED_POLICY, EMBEDDED_LIFECYCLE)),

    AWS_KMS("dev.furoshiki.awskms", kmsCore()),
    PKCS11_CRYPTOKI("dev.furoshiki.pkcs11.cryptoki"),
    PKCS11("dev.furoshiki.pkcs11", and(kmsCore(), PKCS11_CRYPTOKI)),

    JDBC_ANNOTATION("dev.furoshiki.jdbc.annotation"),
    JDBC_ANNOTATION_PROCESSING("dev.furoshiki.jdbc.annotation.processing", JDBC_ANNOTATION),
    JDBC_GRAMMAR("dev.furoshiki.jdbc.grammar"),
    JDBC_CATALOG("dev.furoshiki.jdbc.catalog", kmsCore()),
    /** Never a key: so nothing of kms-core but what a catalogue's own types bring. */
    JDBC_SQL_TEXT("dev.furoshiki.jdbc.sql.text"),
    JDBC_SQL_REFUSAL("dev.furoshiki.jdbc.sql.refusal", JDBC_CATALOG),
    JDBC_SQL_PLAN("dev.furoshiki.jdbc.sql.plan", JDBC_CATALOG, JDBC_SQL_TEXT),
    JDBC_SQL_GUARD("dev.furoshiki.jdbc.sql.guard", JDBC_CATALOG, JDBC_SQL_TEXT, JDBC_SQL_REFUSAL),
    JDBC_SQL_TREE("dev.furoshiki.jdbc.sql.tree", JDBC_SQL_TEXT),
    JDBC_SQL_PARSE("dev.furoshiki.jdbc.sql.parse", JDBC_GRAMMAR, JDBC_SQL_TEXT, JDBC_SQL_TREE),
    JDBC_SQL_LINEAGE(
            "dev.furoshiki.jdbc.sql.lineage",
            JDBC_CATALOG,
            JDBC_SQL_TEXT,
            JDBC_SQL_REFUSAL,
            JDBC_SQL_PLAN,
            JDBC_SQL_GUARD,
            JDBC_SQL_TREE),
    JDBC_SQL("dev.furoshiki.jdbc.sql", and(sql(), JDBC_GRAMMAR, JDBC_CATALOG)),
    /** Never SQL. */
    JDBC_VALUE("dev.furoshiki.jdbc.value", and(kmsCore(), JDBC_CATALOG)),
    JDBC_FORWARD("dev.furoshiki.jdbc.forward"),
    JDBC_EXPLANATION("dev.furoshiki.jdbc.explanation"),
    JDBC_WRAP(
            "dev.furoshiki.jdbc.wrap",
            and(
                    kmsCore(),
                    JDBC_CATALOG,
                    JDBC_SQL,
                    JDBC_SQL_PLAN,
                    JDBC_SQL_TEXT,
                    JDBC_SQL_GUARD,
                    JDBC_SQL_REFUSAL,
                    JDBC_VALUE,
                    JDBC_FORWARD,
                    JDBC_EXPLANATION)),
    JDBC("dev.furoshiki.jdbc", and(kmsCore(), JDBC_CATALOG, JDBC_SQL, JDBC_VALUE, JDBC_FORWARD, JDBC_WRAP)),

    S3_EXCEPTION("dev.furoshiki.s3.exception"),
    S3_OBJECT("dev.furoshiki.s3.object", and(kmsCore(), S3_EXCEPTION)),
    S3_STREAM("dev.furoshiki.s3.stream", and(kmsCore(), S3_EXCEPTION, S3_OBJECT)),
    S3_TRANSLATION("dev.furoshiki.s3.translation", and(kmsCore(), S3_EXCEPTION, S3_OBJECT, S3_STREAM)),
    S3_SYNC("dev.furoshiki.s3.sync", and(kmsCore(), S3_EXCEPTION, S3_OBJECT, S3_STREAM, S3_TRANSLATION)),
    S3_ASYNC("dev.furoshiki.s3.async", and(kmsCore(), S3_EXCEPTION, S3_OBJECT, S3_STREAM, S3_TRANSLATION)),
    S3("dev.furoshiki.s3", and(kmsCore(), S3_EXCEPTION, S3_OBJECT, S3_STREAM, S3_TRANSLATION, S3_SYNC, S3_ASYNC)),

    DOCUMENTS("dev.furoshiki.testing.documents"),
    LOCAL_SERVERS("dev.furoshiki.testing.servers"),
    PROVIDER_TESTKIT("dev.furoshiki.testing.provider", kmsCore()),
    /** Which classes of these a sample may name is {@link UserApiTest}'s. */
    QUICKSTART("dev.furoshiki.samples.quickstart", and(kmsCore(), EMBEDDED, JDBC, S3_EXCEPTION, S3, LOCAL_SERVERS));

    private final String packageName;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Floor> below;

    Floor(String packageName, Floor... below) {
        this.packageName = packageName;
        this.below = List.of(below);
    }

    String packageName() {
        return packageName;
    }

    /** This package and those that it may name. */
    Set<String> allowed() {
        return Stream.concat(Stream.of(this), below.stream())
                .map(Floor::packageName)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Floor[] kmsCore() {
        return new Floor[] {CRYPTO, FORMAT, KEY, KMS, AUDIT, CACHE, KMS_CORE};
    }

    private static Floor[] sql() {
        return new Floor[] {
            JDBC_SQL_TEXT,
            JDBC_SQL_REFUSAL,
            JDBC_SQL_PLAN,
            JDBC_SQL_GUARD,
            JDBC_SQL_TREE,
            JDBC_SQL_PARSE,
            JDBC_SQL_LINEAGE
        };
    }

    private static Floor[] and(Floor[] floors, Floor... more) {
        List<Floor> all = new ArrayList<>(Arrays.asList(floors));
        all.addAll(Arrays.asList(more));
        return all.toArray(Floor[]::new);
    }
}

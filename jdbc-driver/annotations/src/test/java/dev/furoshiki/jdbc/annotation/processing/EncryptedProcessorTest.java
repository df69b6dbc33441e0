package dev.furoshiki.jdbc.annotation.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncryptedProcessorTest {

    private static final String IMPORTS =
            "import dev.furoshiki.jdbc.annotation.*; import jakarta.persistence.*; import java.time.*; ";

    private static final String PII = "@Encrypted(key = \"alias/pii\", type = \"varchar(11)\") ";

    @TempDir
    @SuppressWarnings("NullAway") // set by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Compilation compilation;

    @BeforeEach
    void compilation() {
        compilation = new Compilation(folder);
    }

    private String compile(String... namesAndBodies) {
        Map<String, String> sources = new LinkedHashMap<>();
        for (int i = 0; i < namesAndBodies.length; i += 2) {
            sources.put("shop." + namesAndBodies[i], "package shop; " + IMPORTS + namesAndBodies[i + 1]);
        }
        return compilation.compile(sources);
    }

    @Test
    void listsWhatEverySourceOfNamesSays() {
        assertThat(compile("Customer", """
                        @Entity @Table(name = "customer", schema = "sales") class Customer {
                            @Id long id;
                            @Encrypted(key = "alias/pii", index = Encrypted.Index.EQUALITY, domain = "person_ssn")
                            @Column(name = "ssn_no", length = 11) String ssn;
                            @Encrypted(key = "alias/pii", cellType = Encrypted.CellType.DETERMINISTIC) LocalDate birthDate;
                            String plain;
                        }
                        """, "Row", """
                        @EncryptedTable("\\"Odd \\\\ Täble\\"")
                        record Row(long id, @Encrypted(key = "k", type = "text", column = "\\"Note\\"") String note) {}
                        """)).isEmpty();
        assertThat(compilation.columns())
                .containsExactly(
                        "\"Odd \\ Täble\".\"Note\" | text | k | RANDOMIZED | NONE |  | shop.Row.note",
                        "sales.customer.birth_date | date | alias/pii | DETERMINISTIC | NONE |  | shop.Customer.birthDate",
                        "sales.customer.ssn_no | varchar(11) | alias/pii | RANDOMIZED | EQUALITY | person_ssn | shop.Customer.ssn");
    }

    @Test
    void readsSpringDatasAnnotations() {
        assertThat(compile("Member", """
                        @org.springframework.data.relational.core.mapping.Table(schema = "club", value = "members")
                        record Member(
                            @org.springframework.data.relational.core.mapping.Column("mail") @Encrypted(key = "k", type = "text")
                            String email,
                            @Encrypted(key = "k") int birthYear) {}
                        """)).isEmpty();
        assertThat(compilation.columns())
                .containsExactly(
                        "club.members.birth_year | integer | k | RANDOMIZED | NONE |  | shop.Member.birthYear",
                        "club.members.mail | text | k | RANDOMIZED | NONE |  | shop.Member.email");
    }

    @Test
    void aMemberMayBeAGetter() {
        assertThat(compile(
                        "Note",
                        "@EncryptedTable(\"note\") interface Note { @Encrypted(key = \"k\", type = \"text\") String"
                                + " getLongText(); @Encrypted(key = \"k\") boolean isSecret(); }"))
                .isEmpty();
        assertThat(compilation.columns())
                .containsExactly(
                        "note.long_text | text | k | RANDOMIZED | NONE |  | shop.Note.getLongText",
                        "note.secret | boolean | k | RANDOMIZED | NONE |  | shop.Note.isSecret");
    }

    @Test
    void elementsOfACollectionHaveATableOfTheirOwn() {
        assertThat(compile("Customer", """
                        @Entity class Customer {
                            @Id long id;
                            @ElementCollection @CollectionTable(name = "phones", schema = "sales") @Column(length = 20)
                            @Encrypted(key = "k") java.util.Set<String> phone;
                            @ElementCollection @CollectionTable(name = "birthdays") @Column(name = "day_of_birth")
                            @Encrypted(key = "k") java.util.Map<String, LocalDate> birthdays;
                        }
                        """)).isEmpty();
        assertThat(compilation.columns())
                .containsExactly(
                        "birthdays.day_of_birth | date | k | RANDOMIZED | NONE |  | shop.Customer.birthdays",
                        "sales.phones.phone | varchar(20) | k | RANDOMIZED | NONE |  | shop.Customer.phone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SINGLE_TABLE    | person.a, person.b, person.m",
                "JOINED          | person.a, person.m, pupil.b",
                "TABLE_PER_CLASS | person.a, person.m, pupil.a, pupil.b, pupil.m"
            })
    void inheritanceDecidesTheTable(String strategy, String places) {
        assertThat(compile(
                        "Base",
                        "@MappedSuperclass class Base { " + PII + "String m; }",
                        "Person",
                        "@Entity @Inheritance(strategy = InheritanceType." + strategy
                                + ") class Person extends Base { @Id long id; " + PII + "String a; }",
                        "Pupil",
                        "@Entity class Pupil extends Person { " + PII + "String b; }",
                        "Guest",
                        "@Entity class Guest extends Person { }"))
                .isEmpty();
        assertThat(ColumnIndex.read(compilation.index()))
                .extracting(ColumnDeclaration::place)
                .filteredOn(place -> !place.startsWith("guest."))
                .containsExactly(places.split(", "));
        assertThat(compilation.index().contains("\"guest\"")).isEqualTo(strategy.equals("TABLE_PER_CLASS"));
    }

    @Test
    void anEntityWithNothingButInheritedMembersIsListed() {
        assertThat(compile(
                        "Base",
                        "@MappedSuperclass class Base { " + PII + "String m; }",
                        "Pupil",
                        "@Entity(name = \"Learner\") class Pupil extends Base { @Id long id; }"))
                .isEmpty();
        assertThat(compilation.columns())
                .containsExactly("learner.m | varchar(11) | alias/pii | RANDOMIZED | NONE |  | shop.Pupil.m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "class A { @Encrypted(key = \"k\", type = \"text\") String a; }"
                        + " | has @Encrypted members and no table; write @EncryptedTable(\"name\")",
                "@Entity class A { @Encrypted(key = \"k\") String a; }"
                        + " | the SQL type of a java.lang.String does not follow from the code",
                "@Entity class A { @Encrypted(key = \"k\") java.math.BigDecimal a; }"
                        + " | the SQL type of a java.math.BigDecimal does not follow",
                "@Entity class A { @Encrypted(key = \" \", type = \"text\") String a; } | @Encrypted names no key",
                "@Entity class A { @ElementCollection @Encrypted(key = \"k\") java.util.Set<LocalDate> a; }"
                        + " | a collection of elements needs @CollectionTable",
                "@Embeddable class A { @Encrypted(key = \"k\", type = \"text\") String a; }"
                        + " | an embeddable has no table of its own",
                "@Entity class A { @Encrypted(key = \"k\", type = \"text\") String a;"
                        + " @Encrypted(key = \"l\", type = \"text\", column = \"a\") String b; }"
                        + " | column a.a: shop.A.b and shop.A.a say different things of it"
            })
    void whatIsUnclearIsAnErrorOfTheCompilation(String code, String message) {
        assertThat(compile("A", code)).contains("Furoshiki: ").contains(message);
        assertThat(compilation.hasIndex()).isFalse();
    }

    @Test
    void twoClassesMayMapOneColumnAlike() {
        String code = "@EncryptedTable(\"t\") record %s(@Encrypted(key = \"k\", type = \"text\") String a) {}";
        assertThat(compile("A", code.formatted("A"), "B", code.formatted("B"))).isEmpty();
        assertThat(compilation.columns()).hasSize(1);
    }

    @Test
    void namesMayBeTakenAsTheyAre() {
        String code =
                "package shop; " + IMPORTS + "@Entity class LineItem { @Id long id; " + PII + "String firstName; }";
        assertThat(compilation.compile(Map.of("shop.LineItem", code), "-Afuroshiki.naming=as-is"))
                .isEmpty();
        assertThat(compilation.columns()).singleElement().asString().startsWith("LineItem.firstName | ");
        assertThat(compilation.compile(Map.of("shop.LineItem", code), "-Afuroshiki.naming=camel"))
                .contains("-Afuroshiki.naming=camel is neither snake_case nor as-is");
    }

    @Test
    void compilingAPartKeepsTheOthersAndForgetsTheChanged() {
        compile(
                "A", "@EncryptedTable(\"a\") record A(@Encrypted(key = \"k\", type = \"text\") String x) {}",
                "B", "@EncryptedTable(\"b\") record B(@Encrypted(key = \"k\", type = \"text\") String x) {}");
        assertThat(compile(
                        "B", "@EncryptedTable(\"b\") record B(@Encrypted(key = \"k\", type = \"text\") String y) {}"))
                .isEmpty();
        assertThat(ColumnIndex.read(compilation.index()))
                .extracting(ColumnDeclaration::place)
                .containsExactly("a.x", "b.y");
    }

    @Test
    void withoutMembersThereIsNoIndex() {
        assertThat(compile("A", "class A {}")).isEmpty();
        assertThat(compilation.hasIndex()).isFalse();
    }

    /** Builds that are compared byte by byte must not differ by the order of the files. */
    @Test
    void theOrderOfTheSourcesDoesNotMatter() {
        String a = "@EncryptedTable(\"a\") record A(@Encrypted(key = \"k\", type = \"text\") String x) {}";
        String b = "@EncryptedTable(\"b\") record B(@Encrypted(key = \"k\", type = \"text\") String x) {}";
        compile("A", a, "B", b);
        String first = compilation.index();
        compile("B", b, "A", a);
        assertThat(compilation.index()).isEqualTo(first);
    }
}

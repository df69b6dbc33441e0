package dev.furoshiki.jdbc.frameworks.hibernate;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** What changes rows, entity by entity. */
final class Writes {

    private Writes() {}

    private static Object in(SessionFactory clinic, Function<Session, Object> work) {
        return clinic.fromTransaction(work);
    }

    private static Patient patient(Session session, String name) {
        return session.createSelectionQuery("from Patient where name = :name", Patient.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private static String all(SessionFactory clinic) {
        return clinic.fromTransaction(session ->
                session.createSelectionQuery("from Patient order by name", Patient.class).getResultList().stream()
                        .map(patient -> patient + " " + patient.getPhones() + patient.getVisits())
                        .collect(Collectors.joining("\n")));
    }

    static Object persistsInBatches(SessionFactory clinic) {
        clinic.inTransaction(session -> {
            for (int i = 0; i < 45; i++) {
                Patient patient = new Patient("P" + (100 + i), "079-" + (1000000 + i), "p" + i + "@secret.example");
                patient.getPhones().add("+1-5550-" + i);
                session.persist(patient);
            }
        });
        return all(clinic);
    }

    static Object updatesAnEncryptedAttribute(SessionFactory clinic) {
        clinic.inTransaction(session -> {
            Patient ada = patient(session, "Ada");
            ada.setEmail("ada.lovelace@secret.example");
            ada.setBalance(null);
            ada.setNotes("indigo no more");
        });
        return all(clinic);
    }

    static Object updatesAPlainAttribute(SessionFactory clinic) {
        clinic.inTransaction(session -> patient(session, "Bob").setAddress(new Address("Quay 9", "Dover")));
        return all(clinic);
    }

    static Object updatesInBatches(SessionFactory clinic) {
        clinic.inTransaction(session -> session.createSelectionQuery("from Patient", Patient.class)
                .getResultList()
                .forEach(patient -> patient.setBirthDate(LocalDate.of(1937, 1, 2))));
        return all(clinic);
    }

    static Object removes(SessionFactory clinic) {
        clinic.inTransaction(session -> session.remove(patient(session, "Ada")));
        return all(clinic);
    }

    static Object removesAnOrphanAndAnElement(SessionFactory clinic) {
        clinic.inTransaction(session -> {
            Patient ada = patient(session, "Ada");
            ada.getVisits().remove(1);
            ada.getPhones().remove("+44-20-5550-1");
            ada.getPhones().add("+44-20-5550-3");
        });
        return all(clinic);
    }

    static Object changesASubclass(SessionFactory clinic) {
        clinic.inTransaction(session -> {
            Surgery surgery = session.createSelectionQuery("from Surgery where implant = :implant", Surgery.class)
                    .setParameter("implant", "IMP-55502")
                    .getSingleResult();
            surgery.setImplant("IMP-55503");
            surgery.setDiagnosis("other knee of indigo");
        });
        return all(clinic);
    }

    static Object mergesADetachedEntity(SessionFactory clinic) {
        Patient detached = clinic.fromTransaction(session -> patient(session, "Cyd"));
        detached.setEmail("cyd@secret.example");
        Patient merged = clinic.fromTransaction(session -> session.merge(detached));
        return merged.getEmail() + merged.getVersion();
    }

    static Object noticesAnotherVersion(SessionFactory clinic) {
        Patient stale = clinic.fromTransaction(session -> patient(session, "Ada"));
        clinic.inTransaction(session -> patient(session, "Ada").setEmail("first@secret.example"));
        stale.setEmail("second@secret.example");
        return failure(() -> clinic.inTransaction(session -> session.merge(stale))) + all(clinic);
    }

    /** Not by the version in memory, but by the one in the UPDATE's condition. */
    static Object noticesAnotherVersionWhileWriting(SessionFactory clinic) {
        return failure(() -> clinic.inTransaction(session -> {
                    Patient ada = patient(session, "Ada");
                    clinic.inTransaction(other -> patient(other, "Ada").setEmail("first@secret.example"));
                    ada.setEmail("second@secret.example");
                }))
                + all(clinic);
    }

    static Object noticesAValueThatIsThere(SessionFactory clinic) {
        return failure(() -> clinic.inTransaction(
                        session -> session.persist(new Patient("Eve", "078-05-1120", "eve@secret.example"))))
                + all(clinic);
    }

    static Object rollsBack(SessionFactory clinic) {
        return failure(() -> clinic.inTransaction(session -> {
                    session.persist(new Patient("Eve", "078-05-1199", "eve@secret.example"));
                    session.flush();
                    throw new IllegalStateException("changed my mind");
                }))
                + all(clinic);
    }

    static Object refreshes(SessionFactory clinic) {
        return in(clinic, session -> {
            Patient ada = patient(session, "Ada");
            ada.setEmail("unsaved@secret.example");
            session.refresh(ada);
            return ada;
        });
    }

    static Object writesWithoutASession(SessionFactory clinic) {
        clinic.inStatelessTransaction(session -> {
            session.insert(new Claim(7L, "078-05-1122", "cyd@secret.example", 700));
            session.update(new Claim(1L, "078-05-1121", null, 101));
            session.delete(new Claim(2L, null, null, 0));
        });
        return claims(clinic);
    }

    static Object upserts(SessionFactory clinic) {
        clinic.inStatelessTransaction(session -> {
            session.upsert(new Claim(1L, "078-05-1123", "new@secret.example", 111));
            session.upsert(new Claim(8L, "078-05-1122", null, 800));
        });
        return claims(clinic);
    }

    private static List<String> claims(SessionFactory clinic) {
        return clinic.fromTransaction(
                session -> session.createSelectionQuery("from Claim order by id", Claim.class).getResultList().stream()
                        .map(Claim::toString)
                        .toList());
    }

    static Object storesEveryType(SessionFactory clinic) {
        clinic.inTransaction(session -> {
            session.persist(everything());
            EveryType nothing = new EveryType();
            nothing.id = 2L;
            session.persist(nothing);
        });
        clinic.inTransaction(session -> session.find(EveryType.class, 2L).truth = false);
        return in(
                clinic,
                session -> List.of(session.find(EveryType.class, 1L), session.find(EveryType.class, 2L))
                        .toString());
    }

    static Object findsEveryType(SessionFactory clinic) {
        clinic.inTransaction(session -> session.persist(everything()));
        return in(
                clinic,
                session -> session.createSelectionQuery(
                                "select id from EveryType where small = :small and normal = :normal and big = :big and truth ="
                                        + " :truth and exact = :exact and words = :words and onDay = :onDay and moment = :moment and"
                                        + " atInstant = :atInstant and zoned = :zoned and uuid = :uuid and raw = :raw and"
                                        + " converted = :converted",
                                Long.class)
                        .setProperties(everythingByName())
                        .getResultList());
    }

    private static EveryType everything() {
        EveryType all = new EveryType();
        all.id = 1L;
        all.small = -5;
        all.normal = 918273645;
        all.big = 9182736455463728190L;
        all.truth = true;
        all.exact = new BigDecimal("9182736.125");
        all.words = "Ünïcode \uD83D\uDE00 indigo";
        all.onDay = LocalDate.of(1937, 3, 19);
        all.moment = LocalDateTime.of(1937, 3, 19, 21, 43, 5, 123456000);
        all.atInstant = Instant.parse("1937-03-19T21:43:05.123456Z");
        all.zoned = OffsetDateTime.parse("1937-03-19T21:43:05.5+05:30");
        all.uuid = UUID.fromString("5b1e8f60-93d7-4c2a-a8f4-d06e7b39c182");
        all.raw = new byte[] {0, 1, -1, 127};
        all.converted = YearMonth.of(1937, 3);
        all.largeText = "large text";
        all.largeBytes = new byte[] {4, 5, 6};
        return all;
    }

    private static java.util.Map<String, Object> everythingByName() {
        EveryType all = everything();
        return java.util.Map.ofEntries(
                java.util.Map.entry("small", all.small),
                java.util.Map.entry("normal", all.normal),
                java.util.Map.entry("big", all.big),
                java.util.Map.entry("truth", all.truth),
                java.util.Map.entry("exact", all.exact),
                java.util.Map.entry("words", all.words),
                java.util.Map.entry("onDay", all.onDay),
                java.util.Map.entry("moment", all.moment),
                java.util.Map.entry("atInstant", all.atInstant),
                java.util.Map.entry("zoned", all.zoned),
                java.util.Map.entry("uuid", all.uuid),
                java.util.Map.entry("raw", all.raw),
                java.util.Map.entry("converted", all.converted));
    }

    private static String failure(Runnable work) {
        try {
            work.run();
            return "none ";
        } catch (RuntimeException failure) {
            return failure.getClass().getSimpleName() + " ";
        }
    }
}

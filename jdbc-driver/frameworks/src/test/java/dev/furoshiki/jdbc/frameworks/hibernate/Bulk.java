package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.frameworks.twin.Refused;
import dev.furoshiki.jdbc.frameworks.twin.Server;
import java.util.Arrays;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.exception.ConstraintViolationException;

/** Statements in HQL that change many rows. */
final class Bulk {

    private Bulk() {}

    private static int change(SessionFactory clinic, String hql, Object... parameters) {
        return clinic.fromTransaction(session -> {
            var query = session.createMutationQuery(hql);
            for (int i = 0; i < parameters.length; i++) {
                query.setParameter(i + 1, parameters[i]);
            }
            return query.executeUpdate();
        });
    }

    private static List<String> read(SessionFactory clinic, String hql) {
        return clinic.fromTransaction(session ->
                session.createSelectionQuery(hql, Object.class).getResultList().stream()
                        .map(row -> row instanceof Object[] values ? Arrays.toString(values) : String.valueOf(row))
                        .toList());
    }

    private static String patients(SessionFactory clinic) {
        return read(clinic, "from Patient order by name").toString();
    }

    static Object updatesAnEncryptedColumn(SessionFactory clinic) {
        return change(clinic, "update Patient set email = ?1 where address.city = ?2", "all@secret.example", "London")
                + patients(clinic);
    }

    static Object updatesWhereAnEncryptedColumnIs(SessionFactory clinic) {
        return change(clinic, "update versioned Patient set name = ?1 where ssn = ?2", "Ada L.", "078-05-1120")
                + patients(clinic);
    }

    static Object updatesWhatItSearches(SessionFactory clinic) {
        return change(
                        clinic,
                        "update Patient set email = ?1 where email = ?2",
                        "new@secret.example",
                        "ada@secret.example")
                + patients(clinic);
    }

    static Object updatesWithNull(SessionFactory clinic) {
        return change(clinic, "update Patient set email = null, notes = null, balance = ?1 where name = 'Ada'", (Object)
                        null)
                + patients(clinic);
    }

    static Object updatesWithASubquery(SessionFactory clinic) {
        return change(
                        clinic,
                        "update Patient p set p.insurance = 'PUBLIC' where p.ssn in (select c.ssn from Claim c where"
                                + " c.payer = ?1)",
                        "bob@secret.example")
                + patients(clinic);
    }

    static Object updatesJoinedSubclasses(SessionFactory clinic) {
        return change(
                        clinic,
                        "update Surgery set implant = ?1, diagnosis = ?2 where theatre > 0 and implant <> ?3",
                        "IMP-55509",
                        "any of indigo",
                        "IMP-55501")
                + read(clinic, "from Visit order by day").toString();
    }

    static Object deletesWhereAnEncryptedColumnIs(SessionFactory clinic) {
        return change(
                        clinic,
                        "delete Claim where ssn = ?1 and payer in (?2, ?3)",
                        "078-05-1120",
                        "bob@secret.example",
                        "x")
                + read(clinic, "from Claim order by id").toString();
    }

    static Object deletesWithACollection(SessionFactory clinic) {
        return change(clinic, "delete Patient where ssn = ?1", "078-05-1123") + patients(clinic);
    }

    static Object deletesJoinedSubclasses(SessionFactory clinic) {
        return change(clinic, "delete Surgery where implant = ?1", "IMP-55501")
                + read(clinic, "from Visit order by day").toString();
    }

    static Object insertsValues(SessionFactory clinic) {
        return change(
                        clinic,
                        "insert into Claim (id, ssn, payer, amount) values (20, ?1, ?2, 5), (21, ?3, null, 6)",
                        "078-05-1122",
                        "cyd@secret.example",
                        "078-05-1123")
                + read(clinic, "from Claim order by id").toString();
    }

    static Object insertsWhatItSelects(SessionFactory clinic) {
        return change(
                        clinic,
                        "insert into Claim (id, ssn, payer, amount) select 30 + p.version, p.ssn, p.email, 7 from Patient p"
                                + " where p.ssn = ?1",
                        "078-05-1121")
                + read(clinic, "from Claim order by id").toString();
    }

    static Object insertsOrUpdates(SessionFactory clinic) {
        return change(
                        clinic,
                        "insert into Claim (id, ssn, payer, amount) values (1, ?1, ?2, 9) on conflict (id) do update set"
                                + " payer = excluded.payer, amount = excluded.amount",
                        "078-05-1129",
                        "conflict@secret.example")
                + read(clinic, "from Claim order by id").toString();
    }

    /** Of which Hibernate 6.6 makes a mere INSERT on H2. */
    static Object insertsOrLeavesAlone(SessionFactory clinic) {
        String outcome;
        try {
            outcome = String.valueOf(change(
                    clinic,
                    "insert into Claim (id, ssn, payer, amount) values (1, ?1, ?2, 9) on conflict (id) do nothing",
                    "078-05-1129",
                    "conflict@secret.example"));
        } catch (ConstraintViolationException there) {
            outcome = "there already";
        }
        return outcome + read(clinic, "from Claim order by id").toString();
    }

    /** Where there is no INSERT in a common table expression, they are numbered in a temporary table. */
    @Refused(
            value = "its cells would be written to a plain column",
            on = {Server.MARIADB, Server.H2})
    static Object insertsGeneratedIds(SessionFactory clinic) {
        return change(
                        clinic,
                        "insert into Patient (name, ssn, email, version) select concat(d.name, '2'), c.ssn, d.email, 0 from"
                                + " Doctor d, Claim c where c.ssn = ?1 and d.name = 'House'",
                        "078-05-1129")
                + patients(clinic);
    }
}

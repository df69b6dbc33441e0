package dev.furoshiki.jdbc.frameworks.hibernate;

import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.LockMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.SpecHints;
import org.hibernate.query.SelectionQuery;

/** Queries in HQL over one entity at a time, by encrypted attributes and by plain ones. */
final class Lookups {

    private Lookups() {}

    private static List<String> texts(SelectionQuery<?> query) {
        return query.getResultList().stream().map(Lookups::text).toList();
    }

    private static String text(Object row) {
        return row instanceof Object[] values ? Arrays.toString(values) : String.valueOf(row);
    }

    private static Object in(SessionFactory clinic, Function<Session, Object> work) {
        return clinic.fromTransaction(work);
    }

    private static long idOf(Session session, String name) {
        return session.createSelectionQuery("select id from Patient where name = :name", Long.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    static Object findsById(SessionFactory clinic) {
        return in(clinic, session -> session.find(Patient.class, idOf(session, "Ada")));
    }

    @SuppressWarnings("deprecation") // in 7, and the only way in 6.6
    static Object findsByNaturalId(SessionFactory clinic) {
        return in(clinic, session -> session.bySimpleNaturalId(Patient.class).load("078-05-1121"));
    }

    @SuppressWarnings({"deprecation", "removal"}) // in 7, and the only way in 6.6
    static Object findsSeveralByTheirIds(SessionFactory clinic) {
        return in(
                clinic,
                session -> session.byMultipleIds(Patient.class).multiLoad(idOf(session, "Ada"), idOf(session, "Cyd")));
    }

    static Object findsByAnIndexedAttribute(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery("from Patient where ssn = :ssn", Patient.class)
                        .setParameter("ssn", "078-05-1121")));
    }

    static Object findsByADeterministicAttribute(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery("from Patient p where p.email = ?1", Patient.class)
                        .setParameter(1, "ada@secret.example")));
    }

    static Object findsByADateAndANumber(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                                "select name from Patient where birthDate = :born and balance = :balance order by name",
                                String.class)
                        .setParameter("born", LocalDate.of(1937, 12, 10))
                        .setParameter("balance", new BigDecimal("9182736455.4"))));
    }

    static Object findsByAListOfValues(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(
                        session.createSelectionQuery("from Patient where ssn in :numbers order by name", Patient.class)
                                .setParameterList("numbers", List.of("078-05-1120", "078-05-1121", "078-05-1129"))));
    }

    static Object findsByWhatItIsNot(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                                "select name from Patient where email <> :email or ssn not in (:one, :two) order by name",
                                String.class)
                        .setParameter("email", "ada@secret.example")
                        .setParameter("one", "078-05-1120")
                        .setParameter("two", "078-05-1121")));
    }

    static Object findsTheNullOnes(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                        "select name, email from Patient where birthDate is null and notes is null and (email is"
                                + " null or email is not null) order by name",
                        Object[].class)));
    }

    static Object comparesWithAParameterThatIsNull(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery("from Patient where email = :email", Patient.class)
                        .setParameter("email", null)));
    }

    static Object findsByALiteral(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                        "select name from Patient where ssn = '078-05-1120'", String.class)));
    }

    static Object counts(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                                "select count(*), count(p), count(p.email) from Patient p where p.insurance is null",
                                Object[].class))
                        + texts(session.createSelectionQuery("select count(distinct email) from Patient", Long.class))
                                .toString());
    }

    static Object readsDistinctValues(SessionFactory clinic) {
        return in(
                clinic,
                session -> session
                        .createSelectionQuery(
                                "select distinct email from Patient where email is not null", String.class)
                        .stream()
                        .sorted()
                        .toList());
    }

    static Object groupsByADeterministicAttribute(SessionFactory clinic) {
        return in(
                clinic,
                session -> session
                        .createSelectionQuery(
                                "select payer, count(*), sum(amount) from Claim group by payer having count(*) > 0",
                                Object[].class)
                        .stream()
                        .map(row -> row[0] + " " + row[1] + " " + row[2])
                        .sorted()
                        .toList());
    }

    static Object projects(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                        "select p.name, p.ssn, p.email, p.version + 1 from Patient p order by p.name desc",
                        Object[].class)));
    }

    record Card(String name, String ssn, LocalDate born) {}

    static Object fillsRecords(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                                "select new dev.furoshiki.jdbc.frameworks.hibernate.Lookups$Card(p.name, p.ssn,"
                                        + " p.birthDate) from Patient p where p.ssn = :ssn",
                                Card.class)
                        .setParameter("ssn", "078-05-1120")));
    }

    static Object pages(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery("from Patient order by name, id", Patient.class)
                                .setFirstResult(1)
                                .setMaxResults(2))
                        + texts(session.createSelectionQuery(
                                                "from Patient where email in (:a, :b) order by name", Patient.class)
                                        .setParameter("a", "ada@secret.example")
                                        .setParameter("b", "bob@secret.example")
                                        .setMaxResults(1))
                                .toString());
    }

    static Object streamsWithAFetchSize(SessionFactory clinic) {
        return in(clinic, session -> {
            try (Stream<Patient> patients = session.createSelectionQuery("from Patient order by name", Patient.class)
                    .setFetchSize(2)
                    .getResultStream()) {
                return patients.map(Patient::getSsn).toList();
            }
        });
    }

    static Object locksPessimistically(SessionFactory clinic) {
        return in(clinic, session -> {
            Patient ada = session.find(Patient.class, idOf(session, "Ada"), LockModeType.PESSIMISTIC_WRITE);
            Patient bob = session.find(
                    Patient.class,
                    idOf(session, "Bob"),
                    LockModeType.PESSIMISTIC_READ,
                    Map.of(SpecHints.HINT_SPEC_LOCK_TIMEOUT, 0));
            return ada + " " + bob
                    + texts(session.createSelectionQuery("from Patient where ssn = :ssn", Patient.class)
                            .setParameter("ssn", "078-05-1122")
                            .setHibernateLockMode(LockMode.UPGRADE_SKIPLOCKED));
        });
    }

    static Object readsByNativeSql(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createNativeQuery("select * from patient where ssn = :ssn", Patient.class)
                                        .setParameter("ssn", "078-05-1121"))
                                .toString()
                        + session
                                .createNativeQuery("select name, email from patient where email = ?", Object[].class)
                                .setParameter(1, "ada@secret.example")
                                .getResultList()
                                .stream()
                                .map(Lookups::text)
                                .toList());
    }

    static Object choosesBetweenAttributesOfOneDomain(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                                "select p.name, coalesce(p.email, d.email), case when p.version > 100 then p.email else d.email"
                                        + " end from Patient p left join p.doctor d order by p.name",
                                Object[].class))
                        .stream()
                        .toList());
    }

    static Object numbersRowsWithinAWindow(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                        "select p.ssn, row_number() over (partition by p.address.city order by p.name) from Patient p"
                                + " where p.address.city is not null order by p.name",
                        Object[].class)));
    }

    static Object unitesTwoQueries(SessionFactory clinic) {
        return in(
                clinic,
                session -> session
                        .createSelectionQuery(
                                "select p.email from Patient p union select d.email from Doctor d union all select"
                                        + " c.payer from Claim c where c.payer = :payer",
                                String.class)
                        .setParameter("payer", "bob@secret.example")
                        .getResultList()
                        .stream()
                        .map(String::valueOf)
                        .sorted()
                        .toList());
    }

    static Object readsFromACommonTableExpression(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                                "with londoners as (select p.name as name, p.ssn as ssn from Patient p where"
                                        + " p.address.city = 'London') select l.name, l.ssn from londoners l where"
                                        + " l.ssn = :ssn",
                                Object[].class)
                        .setParameter("ssn", "078-05-1120")));
    }

    static Object comparesRows(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                                "select name from Patient p where (p.name, p.ssn) in ((:name, :ssn))", String.class)
                        .setParameter("name", "Ada")
                        .setParameter("ssn", "078-05-1120")));
    }
}

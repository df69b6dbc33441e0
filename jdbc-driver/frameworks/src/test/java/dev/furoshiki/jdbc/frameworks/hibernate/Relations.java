package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.frameworks.twin.Refused;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Join;
import jakarta.persistence.criteria.JoinType;
import jakarta.persistence.criteria.Root;
import jakarta.persistence.criteria.Subquery;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.SpecHints;

/** What reaches over several tables: associations, collections, inheritance, subqueries, criteria. */
final class Relations {

    private Relations() {}

    private static Object in(SessionFactory clinic, Function<Session, Object> work) {
        return clinic.fromTransaction(work);
    }

    private static List<String> texts(List<?> rows) {
        return rows.stream()
                .map(row -> row instanceof Object[] values ? Arrays.toString(values) : String.valueOf(row))
                .toList();
    }

    private static <T> List<String> hql(Session session, String hql, Class<T> type, Object... parameters) {
        var query = session.createSelectionQuery(hql, type);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return texts(query.getResultList());
    }

    static Object loadsAssociationsLazily(SessionFactory clinic) {
        return in(clinic, session -> {
            Patient ada = session.createSelectionQuery("from Patient where ssn = :ssn", Patient.class)
                    .setParameter("ssn", "078-05-1120")
                    .getSingleResult();
            return ada.getDoctor().getName()
                    + ada.getDoctor()
                    + ada.getVisits()
                    + ada.getPhones().stream().sorted().toList();
        });
    }

    static Object fetchesByAJoin(SessionFactory clinic) {
        return in(
                clinic,
                session -> session
                        .createSelectionQuery(
                                "from Patient p left join fetch p.visits left join fetch p.doctor where p.ssn in"
                                        + " (:a, :b) order by p.name",
                                Patient.class)
                        .setParameter("a", "078-05-1120")
                        .setParameter("b", "078-05-1122")
                        .getResultList()
                        .stream()
                        .map(patient -> patient + " " + Hibernate.isInitialized(patient.getVisits())
                                + patient.getVisits() + patient.getDoctor())
                        .toList());
    }

    static Object fetchesByAnEntityGraph(SessionFactory clinic) {
        return in(clinic, session -> {
            long id = session.createSelectionQuery("select id from Patient where name = 'Ada'", Long.class)
                    .getSingleResult();
            session.clear();
            Patient ada = session.find(
                    Patient.class, id, Map.of(SpecHints.HINT_SPEC_FETCH_GRAPH, session.getEntityGraph("withVisits")));
            return ada + " " + ada.getVisits();
        });
    }

    static Object joinsAnAssociation(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(
                        session,
                        "select p.name, p.ssn, d.email from Patient p join p.doctor d where d.email = ?1 order by"
                                + " p.name",
                        Object[].class,
                        "house@secret.example"));
    }

    static Object searchesThroughAnAssociation(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(
                                session,
                                "select v.diagnosis from Visit v where v.patient.ssn = ?1 order by v.day",
                                String.class,
                                "078-05-1120")
                        + hql(
                                        session,
                                        "select p.name from Patient p where p.doctor.email = ?1 order by p.name",
                                        String.class,
                                        "house@secret.example")
                                .toString());
    }

    static Object joinsByIndexedAttributes(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(
                        session,
                        "select p.name, p.ssn, c.amount from Patient p join Claim c on c.ssn = p.ssn order by c.amount",
                        Object[].class));
    }

    static Object joinsByDeterministicAttributes(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(
                        session,
                        "select p.name, d.name, p.email from Patient p, Doctor d where d.email = p.email",
                        Object[].class));
    }

    static Object asksWhetherSomethingExists(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(
                                session,
                                "from Patient p where exists (select 1 from Visit v where v.patient = p and"
                                        + " v.diagnosis = ?1) order by p.name",
                                Patient.class,
                                "fever")
                        + hql(
                                        session,
                                        "select p.name from Patient p where p.visits is empty order by p.name",
                                        String.class)
                                .toString());
    }

    static Object searchesInASubquery(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(
                        session,
                        "select p.name from Patient p where p.ssn in (select c.ssn from Claim c where c.amount > ?1)"
                                + " or p.email = (select d.email from Doctor d where d.name = ?2) order by p.name",
                        String.class,
                        50,
                        "Grey"));
    }

    static Object readsASubqueryAsAColumn(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(
                        session,
                        "select p.name, (select count(c) from Claim c where c.ssn = p.ssn) from Patient p order by"
                                + " p.name",
                        Object[].class));
    }

    static Object readsFromADerivedTable(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(
                        session,
                        "select t.name, t.ssn from (select p.name as name, p.ssn as ssn from Patient p) t where t.ssn ="
                                + " ?1",
                        Object[].class,
                        "078-05-1121"));
    }

    static Object looksForAnElementOfACollection(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(
                                session,
                                "select p.name from Patient p where ?1 member of p.phones order by p.name",
                                String.class,
                                "+44-20-5550-2")
                        + hql(
                                        session,
                                        "select p.name, f from Patient p join p.phones f where f in (?1, ?2) order by"
                                                + " p.name",
                                        Object[].class,
                                        "+44-20-5550-1",
                                        "+44-20-5550-9")
                                .toString());
    }

    static Object fetchesAnElementCollection(SessionFactory clinic) {
        return in(
                clinic,
                session -> session
                        .createSelectionQuery(
                                "from Patient p left join fetch p.phones where p.email = :email", Patient.class)
                        .setParameter("email", "bob@secret.example")
                        .getResultList()
                        .stream()
                        .map(patient -> patient + " " + patient.getPhones())
                        .toList());
    }

    static Object readsSubclassesAmongTheirKind(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(session, "from Visit v order by v.day", Visit.class)
                        + hql(session, "from Surgery s where s.implant = ?1", Surgery.class, "IMP-55502")
                                .toString()
                        + hql(
                                session,
                                "select s.diagnosis, s.implant from Surgery s where s.diagnosis = ?1",
                                Object[].class,
                                "knee of indigo")
                        + hql(session, "select c.pulse from Checkup c", Integer.class));
    }

    static Object asksForTheTypeOfASubclass(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(
                        session,
                        "select v.diagnosis from Visit v where type(v) = Surgery and treat(v as Surgery).implant = ?1",
                        String.class,
                        "IMP-55501"));
    }

    static Object findsByCriteria(SessionFactory clinic) {
        return in(clinic, session -> {
            CriteriaBuilder builder = session.getCriteriaBuilder();
            CriteriaQuery<Patient> query = builder.createQuery(Patient.class);
            Root<Patient> patient = query.from(Patient.class);
            query.select(patient)
                    .where(
                            builder.or(
                                    builder.equal(patient.get("ssn"), "078-05-1120"),
                                    patient.get("email").in("bob@secret.example", "nobody@secret.example")),
                            builder.isNotNull(patient.get("birthDate")))
                    .orderBy(builder.desc(patient.get("name")));
            return texts(session.createQuery(query).getResultList());
        });
    }

    static Object joinsByCriteria(SessionFactory clinic) {
        return in(clinic, session -> {
            CriteriaBuilder builder = session.getCriteriaBuilder();
            CriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
            Root<Patient> patient = query.from(Patient.class);
            Join<Patient, Visit> visit = patient.join("visits", JoinType.LEFT);
            Subquery<Integer> claims = query.subquery(Integer.class);
            Root<Claim> claim = claims.from(Claim.class);
            claims.select(builder.literal(1)).where(builder.equal(claim.get("ssn"), patient.get("ssn")));
            query.select(builder.array(patient.get("email"), builder.count(visit)))
                    .where(builder.exists(claims), builder.equal(visit.get("diagnosis"), "fever"))
                    .groupBy(patient.get("email"));
            return texts(session.createQuery(query).getResultList());
        });
    }

    static Object countsByCriteria(SessionFactory clinic) {
        return in(clinic, session -> {
            CriteriaBuilder builder = session.getCriteriaBuilder();
            CriteriaQuery<Long> query = builder.createQuery(Long.class);
            Root<Patient> patient = query.from(Patient.class);
            query.select(builder.countDistinct(patient.get("email")));
            return session.createQuery(query).getSingleResult();
        });
    }

    static Object groupsByARandomizedAttribute(SessionFactory clinic) {
        return in(
                clinic,
                session ->
                        hql(
                                        session,
                                        "select p.ssn, count(v) from Visit v join v.patient p group by p.ssn",
                                        Object[].class)
                                .stream()
                                .sorted()
                                .toList());
    }

    /** Hibernate removes what is there twice by itself. */
    @Refused("notes")
    static Object asksTheServerForDistinctEntities(SessionFactory clinic) {
        return in(
                clinic,
                session -> hql(session, "select distinct p from Patient p left join fetch p.visits", Patient.class));
    }

    static Object pagesOverAJoin(SessionFactory clinic) {
        return in(
                clinic,
                session -> texts(session.createSelectionQuery(
                                "select p.name, p.email, d.name from Patient p left join p.doctor d order by p.name",
                                Object[].class)
                        .setFirstResult(1)
                        .setMaxResults(2)
                        .getResultList()));
    }
}

package dev.furoshiki.jdbc.frameworks.hibernate;

import java.math.BigDecimal;
import java.time.LocalDate;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** The application: its configuration as in any manual, and the data that each scenario begins with. */
final class Clinic {

    /** Parts of what is encrypted. */
    static final String[] SECRETS = {
        "078-05-1", "@secret.example", "1937-", "indigo", "9182736455", "fever", "IMP-5", "+44-20-5550"
    };

    private Clinic() {}

    /**
     * Makes the schema, too.
     *
     * @param creation how, for {@code hibernate.hbm2ddl.auto}
     */
    static SessionFactory open(DataSource dataSource, String creation) {
        Configuration configuration = new Configuration()
                .setProperty(
                        "hibernate.physical_naming_strategy",
                        "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy")
                .setProperty("hibernate.jdbc.batch_size", "20")
                .setProperty("hibernate.order_inserts", "true")
                .setProperty("hibernate.order_updates", "true")
                .setProperty("hibernate.hbm2ddl.auto", creation)
                .setProperty("hibernate.hbm2ddl.halt_on_error", "true");
        configuration.getProperties().put("hibernate.connection.datasource", dataSource);
        for (Class<?> entity : new Class<?>[] {
            Patient.class, Doctor.class, Visit.class, Surgery.class, Checkup.class, Claim.class, EveryType.class
        }) {
            configuration.addAnnotatedClass(entity);
        }
        return configuration.buildSessionFactory();
    }

    /** Two doctors, four patients, some visits, some claims. */
    static void populate(SessionFactory clinic) {
        clinic.inTransaction(session -> {
            Doctor house = new Doctor("House", "house@secret.example");
            Doctor grey = new Doctor("Grey", "grey@secret.example");
            session.persist(house);
            session.persist(grey);
            Patient ada = new Patient("Ada", "078-05-1120", "ada@secret.example");
            ada.setBirthDate(LocalDate.of(1937, 12, 10));
            ada.setNotes("keeps indigo in her drawer");
            ada.setBalance(new BigDecimal("9182736455.40"));
            ada.setInsurance(Patient.Insurance.PRIVATE);
            ada.setAddress(new Address("Mill Lane 1", "London"));
            ada.setDoctor(house);
            ada.getPhones().add("+44-20-5550-1");
            ada.getPhones().add("+44-20-5550-2");
            ada.add(new Checkup(LocalDate.of(2026, 1, 5), "fever", 71));
            ada.add(new Surgery(LocalDate.of(2026, 2, 6), "appendix of indigo", 3, "IMP-55501"));
            Patient bob = new Patient("Bob", "078-05-1121", "bob@secret.example");
            bob.setBirthDate(LocalDate.of(1937, 12, 10));
            bob.setBalance(new BigDecimal("9182736455.40"));
            bob.setAddress(new Address("Hill Road 2", "London"));
            bob.setDoctor(house);
            bob.getPhones().add("+44-20-5550-2");
            bob.add(new Visit(LocalDate.of(2026, 3, 7), "fever"));
            Patient cyd = new Patient("Cyd", "078-05-1122", null);
            cyd.setInsurance(Patient.Insurance.PUBLIC);
            cyd.setAddress(new Address("Rue 3", "Paris"));
            cyd.add(new Surgery(LocalDate.of(2026, 4, 8), "knee of indigo", 1, "IMP-55502"));
            // Grey is her own patient.
            Patient grace = new Patient("Grace", "078-05-1123", "grey@secret.example");
            grace.setDoctor(grey);
            session.persist(ada);
            session.persist(bob);
            session.persist(cyd);
            session.persist(grace);
            session.persist(new Claim(1L, "078-05-1120", "ada@secret.example", 100));
            session.persist(new Claim(2L, "078-05-1120", "bob@secret.example", 200));
            session.persist(new Claim(3L, "078-05-1129", null, 300));
        });
    }
}

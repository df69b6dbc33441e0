package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.Index;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToOne;
import java.time.LocalDate;
import org.jspecify.annotations.NullUnmarked;

/** One of a patient's visits, which may be of a kind with a table of its own. */
@NullUnmarked // fields are set by Hibernate
@Entity
@Inheritance(strategy = InheritanceType.JOINED)
class Visit {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private Long id;

    // "day" is a keyword of some servers
    @Column(name = "visit_day")
    private LocalDate day;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    @Column(length = 100)
    private String diagnosis;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Patient patient;

    protected Visit() {}

    Visit(LocalDate day, String diagnosis) {
        this.day = day;
        this.diagnosis = diagnosis;
    }

    Patient getPatient() {
        return patient;
    }

    void setPatient(Patient patient) {
        this.patient = patient;
    }

    String getDiagnosis() {
        return diagnosis;
    }

    void setDiagnosis(String diagnosis) {
        this.diagnosis = diagnosis;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " " + day + " " + diagnosis;
    }
}

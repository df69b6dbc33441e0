package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.CellType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** Who treats; may be a patient as well, with the same address of mail. */
@NullUnmarked // fields are set by Hibernate
@Entity
class Doctor {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(length = 60)
    private String name;

    @Encrypted(key = "alias/pii", cellType = CellType.DETERMINISTIC, domain = "email")
    @Column(length = 80)
    private String email;

    @OneToMany(mappedBy = "doctor")
    private List<Patient> patients = new ArrayList<>();

    protected Doctor() {}

    Doctor(String name, String email) {
        this.name = name;
        this.email = email;
    }

    Long getId() {
        return id;
    }

    String getName() {
        return name;
    }

    List<Patient> getPatients() {
        return patients;
    }

    @Override
    public String toString() {
        return name + " " + email;
    }
}

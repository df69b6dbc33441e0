package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.CellType;
import dev.furoshiki.jdbc.annotation.Encrypted.Index;
import jakarta.persistence.CascadeType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.NamedAttributeNode;
import jakarta.persistence.NamedEntityGraph;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.annotations.NaturalId;
import org.jspecify.annotations.NullUnmarked;

/** Whom it is all about: nearly everything that identifies is encrypted, each in another way. */
@NullUnmarked // fields are set by Hibernate
@Entity
@NamedEntityGraph(name = "withVisits", attributeNodes = @NamedAttributeNode("visits"))
class Patient {

    /** What is known of insurance. */
    enum Insurance {
        PUBLIC,
        PRIVATE
    }

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private Long id;

    @Version
    private int version;

    @Column(nullable = false, length = 60)
    private String name;

    @NaturalId(mutable = true)
    @Encrypted(key = "alias/pii", index = Index.EQUALITY, domain = "ssn")
    @Column(nullable = false, unique = true, length = 11)
    private String ssn;

    @Encrypted(key = "alias/pii", cellType = CellType.DETERMINISTIC, domain = "email")
    @Column(length = 80)
    private String email;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    private LocalDate birthDate;

    @Encrypted(key = "alias/pii")
    @Column(length = 4000)
    private String notes;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    @Column(precision = 12, scale = 2)
    private BigDecimal balance;

    @Enumerated(EnumType.STRING)
    @Column(length = 20)
    private Insurance insurance;

    @Embedded
    private Address address;

    @ManyToOne(fetch = FetchType.LAZY)
    private Doctor doctor;

    @OneToMany(mappedBy = "patient", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("day")
    private List<Visit> visits = new ArrayList<>();

    @ElementCollection
    @CollectionTable(name = "patient_phone", joinColumns = @JoinColumn(name = "patient_id"))
    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    @Column(name = "phone", nullable = false, length = 20)
    private Set<String> phones = new TreeSet<>();

    protected Patient() {}

    Patient(String name, String ssn, String email) {
        this.name = name;
        this.ssn = ssn;
        this.email = email;
    }

    Long getId() {
        return id;
    }

    int getVersion() {
        return version;
    }

    String getName() {
        return name;
    }

    void setName(String name) {
        this.name = name;
    }

    String getSsn() {
        return ssn;
    }

    void setSsn(String ssn) {
        this.ssn = ssn;
    }

    String getEmail() {
        return email;
    }

    void setEmail(String email) {
        this.email = email;
    }

    LocalDate getBirthDate() {
        return birthDate;
    }

    void setBirthDate(LocalDate birthDate) {
        this.birthDate = birthDate;
    }

    String getNotes() {
        return notes;
    }

    void setNotes(String notes) {
        this.notes = notes;
    }

    BigDecimal getBalance() {
        return balance;
    }

    void setBalance(BigDecimal balance) {
        this.balance = balance;
    }

    void setInsurance(Insurance insurance) {
        this.insurance = insurance;
    }

    Address getAddress() {
        return address;
    }

    void setAddress(Address address) {
        this.address = address;
    }

    Doctor getDoctor() {
        return doctor;
    }

    void setDoctor(Doctor doctor) {
        this.doctor = doctor;
    }

    List<Visit> getVisits() {
        return visits;
    }

    void add(Visit visit) {
        visit.setPatient(this);
        visits.add(visit);
    }

    Set<String> getPhones() {
        return phones;
    }

    /** Without what the database generates. */
    @Override
    public String toString() {
        return name + " " + ssn + " " + email + " " + birthDate + " " + notes + " " + balance + " " + insurance + " "
                + address + " v" + version;
    }
}

package dev.furoshiki.samples.hibernate;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.Index;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.LocalDate;
import org.jspecify.annotations.NullUnmarked;

/** An entity like any other; {@link Encrypted} says which of its columns the database must not be able to read. */
@NullUnmarked // fields are set by Hibernate
@Entity
class Customer {

    @Id
    @GeneratedValue
    private Long id;

    @Version
    private int version;

    @Column(length = 60)
    private String name;

    /** Can be searched and is unique: the index shows which numbers are equal, not what they are. */
    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    @Column(length = 11, unique = true)
    private String ssn;

    @Encrypted(key = "alias/pii")
    private LocalDate born;

    protected Customer() {}

    Customer(String name, String ssn, LocalDate born) {
        this.name = name;
        this.ssn = ssn;
        this.born = born;
    }

    void setBorn(LocalDate born) {
        this.born = born;
    }

    @Override
    public String toString() {
        return name + ", number " + ssn + ", born " + born;
    }
}

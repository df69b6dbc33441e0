package dev.furoshiki.jdbc.frameworks.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.jspecify.annotations.NullUnmarked;

/** Where a patient lives, in columns of the patient. */
@NullUnmarked // fields are set by Hibernate
@Embeddable
class Address {

    @Column(length = 60)
    private String street;

    @Column(length = 60)
    private String city;

    protected Address() {}

    Address(String street, String city) {
        this.street = street;
        this.city = city;
    }

    @Override
    public String toString() {
        return street + ", " + city;
    }
}

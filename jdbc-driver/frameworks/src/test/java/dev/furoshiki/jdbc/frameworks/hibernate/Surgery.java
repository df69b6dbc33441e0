package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.Index;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.time.LocalDate;
import org.jspecify.annotations.NullUnmarked;

/** A visit with an encrypted attribute more. */
@NullUnmarked // fields are set by Hibernate
@Entity
class Surgery extends Visit {

    private int theatre;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY)
    @Column(length = 40)
    private String implant;

    protected Surgery() {}

    Surgery(LocalDate day, String diagnosis, int theatre, String implant) {
        super(day, diagnosis);
        this.theatre = theatre;
        this.implant = implant;
    }

    String getImplant() {
        return implant;
    }

    void setImplant(String implant) {
        this.implant = implant;
    }

    @Override
    public String toString() {
        return super.toString() + " " + theatre + " " + implant;
    }
}

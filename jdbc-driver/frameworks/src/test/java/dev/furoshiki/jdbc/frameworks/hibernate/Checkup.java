package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.annotation.Encrypted;
import jakarta.persistence.Entity;
import java.time.LocalDate;
import org.jspecify.annotations.NullUnmarked;

/** A visit with a number that nobody searches. */
@NullUnmarked // fields are set by Hibernate
@Entity
class Checkup extends Visit {

    @Encrypted(key = "alias/pii")
    private int pulse;

    protected Checkup() {}

    Checkup(LocalDate day, String diagnosis, int pulse) {
        super(day, diagnosis);
        this.pulse = pulse;
    }

    int getPulse() {
        return pulse;
    }

    @Override
    public String toString() {
        return super.toString() + " " + pulse;
    }
}

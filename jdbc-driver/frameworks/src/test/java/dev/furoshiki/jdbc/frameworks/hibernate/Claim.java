package dev.furoshiki.jdbc.frameworks.hibernate;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.CellType;
import dev.furoshiki.jdbc.annotation.Encrypted.Index;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.NullUnmarked;

/** What an insurer sends: it knows no patients, only their numbers. */
@NullUnmarked // fields are set by Hibernate
@Entity
class Claim {

    @Id
    private Long id;

    @Encrypted(key = "alias/pii", index = Index.EQUALITY, domain = "ssn")
    @Column(length = 11)
    private String ssn;

    @Encrypted(key = "alias/pii", cellType = CellType.DETERMINISTIC, domain = "email")
    @Column(length = 80)
    private String payer;

    private int amount;

    protected Claim() {}

    Claim(Long id, String ssn, String payer, int amount) {
        this.id = id;
        this.ssn = ssn;
        this.payer = payer;
        this.amount = amount;
    }

    @Override
    public String toString() {
        return id + " " + ssn + " " + payer + " " + amount;
    }
}

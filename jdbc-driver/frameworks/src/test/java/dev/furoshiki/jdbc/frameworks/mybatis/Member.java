package dev.furoshiki.jdbc.frameworks.mybatis;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.CellType;
import dev.furoshiki.jdbc.annotation.Encrypted.Index;
import dev.furoshiki.jdbc.annotation.EncryptedTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** A member with loans, which MyBatis fills by its setters. */
@NullUnmarked // fields are set by MyBatis
@EncryptedTable("reader")
final class Member {

    private Long id;
    private String name;

    @Encrypted(key = "alias/pii", type = "varchar(80)", cellType = CellType.DETERMINISTIC, domain = "member_email")
    private String email;

    @Encrypted(key = "alias/pii", type = "varchar(20)", index = Index.EQUALITY)
    private String card;

    @Encrypted(key = "alias/pii", type = "date")
    private LocalDate born;

    private int version;
    private List<Loan> loans = new ArrayList<>();

    static Member of(String name, String email, String card, LocalDate born) {
        Member member = new Member();
        member.name = name;
        member.email = email;
        member.card = card;
        member.born = born;
        return member;
    }

    public Long getId() {
        return id;
    }

    public void setId(Long id) {
        this.id = id;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getEmail() {
        return email;
    }

    public void setEmail(String email) {
        this.email = email;
    }

    public String getCard() {
        return card;
    }

    public void setCard(String card) {
        this.card = card;
    }

    public LocalDate getBorn() {
        return born;
    }

    public void setBorn(LocalDate born) {
        this.born = born;
    }

    public int getVersion() {
        return version;
    }

    public void setVersion(int version) {
        this.version = version;
    }

    public List<Loan> getLoans() {
        return loans;
    }

    public void setLoans(List<Loan> loans) {
        this.loans = loans;
    }

    @Override
    public String toString() {
        return id + " " + name + " " + email + " " + card + " " + born + " v" + version + " " + loans;
    }
}

package dev.furoshiki.jdbc.hunt;

import static dev.furoshiki.jdbc.hunt.Column.encrypted;
import static dev.furoshiki.jdbc.hunt.Column.plain;

import java.util.List;

/** The tables: columns of every type and role, of shared domains and of their own, with plain ones beside them. */
final class HuntTables {

    private static final Column ID = plain("id", HuntType.INTEGER);
    private static final Column MAIL = encrypted("mail", HuntType.VARCHAR, Role.INDEXED, "d_mail");
    private static final Column SSN = encrypted("ssn", HuntType.VARCHAR, Role.DETERMINISTIC, "d_ssn");
    private static final Column IBAN = encrypted("iban", HuntType.VARCHAR, Role.DETERMINISTIC, "d_iban");
    private static final Column FEE = encrypted("fee", HuntType.NUMERIC, Role.INDEXED, "d_fee");

    static final HuntTable PERSON = HuntTable.of(
            "person",
            List.of(
                    ID,
                    plain("name", HuntType.TEXT),
                    plain("age", HuntType.INTEGER),
                    MAIL,
                    SSN,
                    encrypted("note", HuntType.TEXT, Role.RANDOMIZED, "d_note"),
                    encrypted("born", HuntType.DATE, Role.INDEXED, "d_born")),
            List.of("PRIMARY KEY (id)"),
            "id");

    static final HuntTable VISIT = HuntTable.of(
            "visit",
            List.of(
                    SSN,
                    ID,
                    plain("person", HuntType.INTEGER),
                    MAIL.named("contact"),
                    encrypted("seen", HuntType.TIMESTAMP, Role.DETERMINISTIC, "d_seen"),
                    FEE,
                    plain("place", HuntType.TEXT),
                    encrypted("note", HuntType.TEXT, Role.RANDOMIZED, "d_note")),
            List.of("PRIMARY KEY (id)"),
            "id");

    static final HuntTable ACCOUNT = HuntTable.of(
            "account",
            List.of(
                    IBAN,
                    MAIL.named("owner"),
                    encrypted("code", HuntType.UUID, Role.INDEXED, "d_code"),
                    encrypted("balance", HuntType.BIGINT, Role.DETERMINISTIC, "d_balance"),
                    plain("total", HuntType.INTEGER),
                    ID,
                    FEE.named("limit")),
            List.of("PRIMARY KEY (iban)", "UNIQUE (id)", "UNIQUE (owner)"),
            "id",
            "iban",
            "owner");

    static final HuntTable PAYMENT = HuntTable.of(
            "payment",
            List.of(ID, IBAN, plain("total", HuntType.INTEGER), FEE, MAIL),
            List.of("PRIMARY KEY (id)", "FOREIGN KEY (iban) REFERENCES account (iban)"),
            "id");

    static final HuntTable EVERY_THING = HuntTable.of(
            "Every Thing",
            List.of(
                    encrypted("Select", HuntType.TEXT, Role.INDEXED, "d_text"),
                    encrypted("fixed", HuntType.CHAR, Role.DETERMINISTIC, "d_fixed"),
                    plain("name", HuntType.TEXT),
                    encrypted("small", HuntType.SMALLINT, Role.INDEXED, "d_small"),
                    encrypted("number", HuntType.INTEGER, Role.DETERMINISTIC, "d_number"),
                    encrypted("large", HuntType.BIGINT, Role.INDEXED, "d_large"),
                    encrypted("free", HuntType.DECIMAL, Role.INDEXED, "d_free"),
                    encrypted("flag", HuntType.BOOLEAN, Role.RANDOMIZED, "d_flag"),
                    encrypted("day", HuntType.DATE, Role.DETERMINISTIC, "d_day"),
                    encrypted("moment", HuntType.TIMESTAMPTZ, Role.INDEXED, "d_moment"),
                    encrypted("key", HuntType.UUID, Role.DETERMINISTIC, "d_key"),
                    encrypted("raw", HuntType.BYTEA, Role.INDEXED, "d_raw"),
                    ID),
            List.of("PRIMARY KEY (id)"),
            "id");

    /** Plain, with columns that are named as encrypted ones elsewhere. */
    static final HuntTable CITY = HuntTable.of(
            "city",
            List.of(ID, plain("name", HuntType.TEXT), plain("total", HuntType.INTEGER), plain("ssn", HuntType.TEXT)),
            List.of("PRIMARY KEY (id)"),
            "id");

    /** In an order in which they can be made and filled. */
    static final List<HuntTable> ALL = List.of(PERSON, VISIT, ACCOUNT, PAYMENT, EVERY_THING, CITY);

    static final List<HuntTable> ENCRYPTED =
            ALL.stream().filter(HuntTable::isEncrypted).toList();

    private static final List<String> DOMAINS = ALL.stream()
            .flatMap(table -> table.columns().stream())
            .map(Column::domain)
            .distinct()
            .toList();

    private HuntTables() {}

    /** A number for each domain. */
    static int salt(String domain) {
        return DOMAINS.indexOf(domain);
    }
}

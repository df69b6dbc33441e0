package dev.furoshiki.jdbc.frameworks.spring;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.CellType;
import dev.furoshiki.jdbc.annotation.Encrypted.Index;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.MappedCollection;
import org.springframework.data.relational.core.mapping.Table;

/** An aggregate: a customer with addresses. */
@Table("customer")
record Customer(
        @Id @Nullable Long id,
        @Version @Nullable Integer version,
        String name,
        String city,

        @Encrypted(
                key = "alias/pii",
                type = "varchar(80)",
                cellType = CellType.DETERMINISTIC,
                domain = "customer_email")
        String email,

        @Encrypted(key = "alias/pii", type = "varchar(20)", index = Index.EQUALITY) @Nullable
        String phone,

        @Encrypted(key = "alias/pii", index = Index.EQUALITY) @Nullable
        LocalDate born,

        @Encrypted(key = "alias/pii", type = "numeric(12,2)") @Nullable
        BigDecimal credit,

        @MappedCollection(idColumn = "customer_id") Set<Address> addresses) {

    static Customer of(String name, String city, String email, @Nullable String phone, Address... addresses) {
        return new Customer(
                null,
                null,
                name,
                city,
                email,
                phone,
                LocalDate.of(1937, 5, 6),
                new BigDecimal("9182736455.50"),
                Set.of(addresses));
    }

    Customer withEmail(String other) {
        return new Customer(id, version, name, city, other, phone, born, credit, addresses);
    }

    Customer withCity(String other) {
        return new Customer(id, version, name, other, email, phone, born, credit, addresses);
    }

    /** In the same order always. */
    @Override
    public String toString() {
        return id + " v" + version + " " + name + " " + city + " " + email + " " + phone + " " + born + " " + credit
                + " " + new TreeSet<>(addresses.stream().map(Address::toString).toList());
    }
}

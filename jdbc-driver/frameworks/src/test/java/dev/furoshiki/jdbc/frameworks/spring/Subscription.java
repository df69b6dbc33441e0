package dev.furoshiki.jdbc.frameworks.spring;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.CellType;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** Who reads of what: there may be no customer of that address. */
@Table("subscription")
record Subscription(
        @Id @Nullable Long id,

        @Encrypted(
                key = "alias/pii",
                type = "varchar(80)",
                cellType = CellType.DETERMINISTIC,
                domain = "customer_email")
        String email,

        String topic,
        int letters) {}

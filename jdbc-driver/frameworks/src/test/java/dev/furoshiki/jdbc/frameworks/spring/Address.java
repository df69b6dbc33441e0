package dev.furoshiki.jdbc.frameworks.spring;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.Index;
import org.springframework.data.relational.core.mapping.Table;

/** Belongs to a customer, and has no id of its own. */
@Table("address")
record Address(
        String zip,

        @Encrypted(key = "alias/pii", type = "varchar(60)", index = Index.EQUALITY)
        String street) {}

package dev.furoshiki.jdbc.frameworks.jooq;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.CellType;
import dev.furoshiki.jdbc.annotation.EncryptedTable;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What jOOQ fills from a row of transfers. */
@EncryptedTable("transfer")
record Transfer(
        long id,

        @Encrypted(key = "alias/pii", type = "varchar(34)", cellType = CellType.DETERMINISTIC, domain = "iban")
        String sender,

        @Encrypted(key = "alias/pii", type = "varchar(34)", cellType = CellType.DETERMINISTIC, domain = "iban")
        String receiver,

        @Encrypted(key = "alias/pii", type = "numeric(12,2)")
        BigDecimal amount,

        @Encrypted(key = "alias/pii", type = "varchar(200)") @Nullable
        String memo,

        String state) {}

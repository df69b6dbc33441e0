package dev.furoshiki.jdbc.frameworks.jooq;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.CellType;
import dev.furoshiki.jdbc.annotation.Encrypted.Index;
import dev.furoshiki.jdbc.annotation.EncryptedTable;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What jOOQ fills from a row, by the names of its columns; says which of them are encrypted. */
@EncryptedTable("account")
record Account(
        long id,
        String owner,

        @Encrypted(key = "alias/pii", type = "varchar(34)", cellType = CellType.DETERMINISTIC, domain = "iban")
        String iban,

        @Encrypted(key = "alias/pii", type = "varchar(80)", index = Index.EQUALITY) @Nullable
        String email,

        @Encrypted(key = "alias/pii") @Nullable LocalDate born,
        int version) {}

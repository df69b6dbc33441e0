package dev.furoshiki.jdbc.frameworks.mybatis;

import dev.furoshiki.jdbc.annotation.Encrypted;
import dev.furoshiki.jdbc.annotation.Encrypted.CellType;
import dev.furoshiki.jdbc.annotation.EncryptedTable;

/** What a member has at home: found by the member's address. */
@EncryptedTable("loan")
record Loan(
        Long id,

        @Encrypted(key = "alias/pii", type = "varchar(80)", cellType = CellType.DETERMINISTIC, domain = "member_email")
        String borrower,

        @Encrypted(key = "alias/pii", type = "varchar(100)") String title,
        boolean returned) {}

package dev.furoshiki.jdbc.frameworks.jooq;

import static dev.furoshiki.jdbc.frameworks.jooq.Accounts.ACCOUNT;
import static dev.furoshiki.jdbc.frameworks.jooq.Transfers.TRANSFER;

import dev.furoshiki.jdbc.frameworks.twin.Server;
import java.math.BigDecimal;
import java.time.LocalDate;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** The application's schema and the data that each scenario begins with. */
final class Bank {

    /** Parts of what is encrypted. */
    static final String[] SECRETS = {"DE02-5550", "@secret.example", "1937-", "indigo", "9182736455"};

    private Bank() {}

    static DSLContext open(DataSource dataSource, Server server) {
        Settings settings = new Settings().withExecuteWithOptimisticLocking(true);
        DSLContext bank = switch (server) {
            case POSTGRESQL -> DSL.using(dataSource, SQLDialect.POSTGRES, settings);
            case MARIADB -> DSL.using(dataSource, SQLDialect.MARIADB, settings);
            // H2 has names in capitals where they are not quoted.
            case H2 -> DSL.using(dataSource, SQLDialect.H2, settings.withRenderQuotedNames(RenderQuotedNames.NEVER));
        };
        bank.createTableIfNotExists(ACCOUNT)
                .columns(ACCOUNT.fields())
                .constraints(DSL.primaryKey(ACCOUNT.id), DSL.unique(ACCOUNT.email))
                .execute();
        bank.createTable(TRANSFER)
                .columns(TRANSFER.fields())
                .primaryKey(TRANSFER.id)
                .execute();
        bank.createIndex("transfer_state").on(TRANSFER, TRANSFER.state).execute();
        return bank;
    }

    static void populate(DSLContext bank) {
        bank.insertInto(ACCOUNT, ACCOUNT.owner, ACCOUNT.iban, ACCOUNT.email, ACCOUNT.born, ACCOUNT.version)
                .values("Ada", "DE02-5550-1", "ada@secret.example", LocalDate.of(1937, 1, 2), 1)
                .values("Bob", "DE02-5550-2", "bob@secret.example", null, 1)
                .values("Cyd", "DE02-5550-3", null, LocalDate.of(1937, 3, 4), 1)
                .execute();
        bank.insertInto(TRANSFER)
                .columns(TRANSFER.fields())
                .values(1L, "DE02-5550-1", "DE02-5550-2", new BigDecimal("9182736455.10"), "for indigo", "done")
                .values(2L, "DE02-5550-1", "DE02-5550-9", new BigDecimal("20.00"), null, "open")
                .values(3L, "DE02-5550-3", "DE02-5550-1", new BigDecimal("30.00"), "indigo again", "open")
                .execute();
    }
}

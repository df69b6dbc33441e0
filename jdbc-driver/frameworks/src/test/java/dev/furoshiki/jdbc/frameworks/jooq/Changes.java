package dev.furoshiki.jdbc.frameworks.jooq;

import static dev.furoshiki.jdbc.frameworks.jooq.Accounts.ACCOUNT;
import static dev.furoshiki.jdbc.frameworks.jooq.Transfers.TRANSFER;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.furoshiki.jdbc.frameworks.twin.Refused;
import dev.furoshiki.jdbc.frameworks.twin.Server;
import dev.furoshiki.jdbc.frameworks.twin.Without;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jooq.DSLContext;

/** What jOOQ changes. */
final class Changes {

    private Changes() {}

    private static String all(DSLContext bank) {
        return bank.selectFrom(ACCOUNT).orderBy(ACCOUNT.id).fetch().map(Accounts::text)
                + " "
                + bank.selectFrom(TRANSFER).orderBy(TRANSFER.id).fetch().map(Accounts::text);
    }

    private static AccountRecord account(DSLContext bank, String owner) {
        return bank.fetchSingle(ACCOUNT, ACCOUNT.owner.eq(owner));
    }

    static Object storesRecords(DSLContext bank) {
        AccountRecord fresh = bank.newRecord(ACCOUNT);
        fresh.set(ACCOUNT.owner, "Dan");
        fresh.set(ACCOUNT.iban, "DE02-5550-4");
        fresh.store();
        AccountRecord ada = account(bank, "Ada");
        ada.set(ACCOUNT.email, "lovelace@secret.example");
        ada.store();
        ada.refresh();
        account(bank, "Bob").delete();
        return fresh.get(ACCOUNT.id) + all(bank);
    }

    static Object noticesAnotherVersion(DSLContext bank) {
        AccountRecord stale = account(bank, "Ada");
        AccountRecord first = account(bank, "Ada");
        first.set(ACCOUNT.email, "first@secret.example");
        first.store();
        stale.set(ACCOUNT.email, "stale@secret.example");
        return failure(stale::store) + all(bank);
    }

    static Object noticesAValueThatIsThere(DSLContext bank) {
        return failure(() -> bank.insertInto(ACCOUNT, ACCOUNT.owner, ACCOUNT.iban, ACCOUNT.email, ACCOUNT.version)
                        .values("Eve", "DE02-5550-5", "ada@secret.example", 1)
                        .execute())
                + all(bank);
    }

    static Object insertsReturning(DSLContext bank) {
        return bank.insertInto(ACCOUNT, ACCOUNT.owner, ACCOUNT.iban, ACCOUNT.version)
                        .values("Dan", "DE02-5550-4", 1)
                        .values("Eve", "DE02-5550-5", 2)
                        .returning()
                        .fetch()
                        .map(Accounts::text)
                + all(bank);
    }

    static Object updatesReturning(DSLContext bank) {
        return bank.update(ACCOUNT)
                        .set(ACCOUNT.email, "all@secret.example")
                        .where(ACCOUNT.iban.eq("DE02-5550-1"))
                        .returning(ACCOUNT.owner, ACCOUNT.email)
                        .fetch()
                        .map(Accounts::text)
                + all(bank);
    }

    static Object batches(DSLContext bank) {
        int[] counts = bank.batch(
                        bank.insertInto(TRANSFER).columns(TRANSFER.fields()).values((Object[]) new String[6]))
                .bind(11L, "DE02-5550-1", "DE02-5550-2", new BigDecimal("1.00"), "indigo one", "new")
                .bind(12L, "DE02-5550-2", "DE02-5550-1", new BigDecimal("2.00"), null, "new")
                .execute();
        AccountRecord ada = account(bank, "Ada");
        AccountRecord bob = account(bank, "Bob");
        ada.set(ACCOUNT.born, LocalDate.of(1937, 9, 9));
        bob.set(ACCOUNT.born, LocalDate.of(1937, 10, 10));
        bank.batchStore(ada, bob).execute();
        return Arrays.toString(counts) + all(bank);
    }

    static Object changesInBulk(DSLContext bank) {
        int updated = bank.update(TRANSFER)
                .set(TRANSFER.memo, "indigo for all")
                .set(TRANSFER.state, "done")
                .where(TRANSFER.sender.eq("DE02-5550-1").or(TRANSFER.receiver.in("DE02-5550-1", "DE02-5550-9")))
                .execute();
        int deleted = bank.deleteFrom(TRANSFER)
                .where(TRANSFER.receiver.ne("DE02-5550-1"))
                .execute();
        return updated + " " + deleted + all(bank);
    }

    /** MariaDB has joins for it. */
    @Without(Server.MARIADB)
    static Object updatesFromAnotherTable(DSLContext bank) {
        int updated = bank.update(TRANSFER)
                .set(TRANSFER.state, ACCOUNT.owner)
                .from(ACCOUNT)
                .where(ACCOUNT.iban.eq(TRANSFER.sender))
                .and(ACCOUNT.email.eq("ada@secret.example"))
                .execute();
        return updated + all(bank);
    }

    @Without({Server.POSTGRESQL, Server.H2})
    static Object updatesAJoin(DSLContext bank) {
        int updated = bank.update(TRANSFER.join(ACCOUNT).on(ACCOUNT.iban.eq(TRANSFER.sender)))
                .set(TRANSFER.state, ACCOUNT.owner)
                .where(ACCOUNT.email.eq("ada@secret.example"))
                .execute();
        return updated + all(bank);
    }

    @Without(Server.H2)
    static Object deletesUsingAnotherTable(DSLContext bank) {
        int deleted = bank.deleteFrom(TRANSFER)
                .using(ACCOUNT)
                .where(TRANSFER.sender.eq(ACCOUNT.iban))
                .and(ACCOUNT.email.eq("ada@secret.example"))
                .execute();
        return deleted + all(bank);
    }

    /** For H2 jOOQ casts numbers to no more digits than they have: cast(? as numeric(3, 2)). */
    @Refused(value = "amount", on = Server.H2)
    static Object upserts(DSLContext bank) {
        bank.insertInto(TRANSFER)
                .columns(TRANSFER.fields())
                .values(1L, "DE02-5550-2", "DE02-5550-3", new BigDecimal("5.00"), "indigo twice", "new")
                .onConflict(TRANSFER.id)
                .doUpdate()
                .set(TRANSFER.amount, excluded(TRANSFER.amount))
                .set(TRANSFER.memo, "indigo by conflict")
                .execute();
        return all(bank);
    }

    static Object upsertsByAnEncryptedKey(DSLContext bank) {
        bank.insertInto(ACCOUNT, ACCOUNT.owner, ACCOUNT.iban, ACCOUNT.email, ACCOUNT.version)
                .values("Eve", "DE02-5550-5", "ada@secret.example", 1)
                .onConflict(ACCOUNT.email)
                .doUpdate()
                .set(ACCOUNT.owner, excluded(ACCOUNT.owner))
                .where(ACCOUNT.iban.ne("DE02-5550-9"))
                .execute();
        return all(bank);
    }

    /** For H2 jOOQ looks at the primary key alone. */
    @Without(Server.H2)
    static Object insertsOrLeavesAlone(DSLContext bank) {
        bank.insertInto(ACCOUNT, ACCOUNT.owner, ACCOUNT.iban, ACCOUNT.email, ACCOUNT.version)
                .values("Fay", "DE02-5550-6", "bob@secret.example", 1)
                .onDuplicateKeyIgnore()
                .execute();
        return all(bank);
    }

    static Object insertsWhatItSelects(DSLContext bank) {
        bank.insertInto(TRANSFER)
                .columns(TRANSFER.id, TRANSFER.sender, TRANSFER.receiver, TRANSFER.amount, TRANSFER.state)
                .select(select(TRANSFER.id.plus(100), TRANSFER.receiver, TRANSFER.sender, TRANSFER.amount, val("back"))
                        .from(TRANSFER)
                        .where(TRANSFER.sender.eq("DE02-5550-1")))
                .execute();
        return all(bank);
    }

    static Object rollsBackNestedTransactions(DSLContext bank) {
        bank.transaction(outer -> {
            outer.dsl()
                    .update(ACCOUNT)
                    .set(ACCOUNT.email, "outer@secret.example")
                    .where(ACCOUNT.owner.eq("Ada"))
                    .execute();
            failure(() -> outer.dsl().transaction(inner -> {
                inner.dsl()
                        .update(ACCOUNT)
                        .set(ACCOUNT.email, "inner@secret.example")
                        .where(ACCOUNT.owner.eq("Ada"))
                        .execute();
                throw new IllegalStateException("changed my mind");
            }));
        });
        return all(bank);
    }

    static Object changesTheSchema(DSLContext bank) {
        bank.createTable("plain_notes").column(TRANSFER.state).execute();
        bank.alterTable("plain_notes")
                .addColumn("more", org.jooq.impl.SQLDataType.INTEGER)
                .execute();
        bank.dropTableIfExists("plain_notes").execute();
        return List.of();
    }

    private static String failure(Runnable work) {
        try {
            work.run();
            return "none ";
        } catch (RuntimeException failure) {
            return failure.getClass().getSimpleName() + " ";
        }
    }
}

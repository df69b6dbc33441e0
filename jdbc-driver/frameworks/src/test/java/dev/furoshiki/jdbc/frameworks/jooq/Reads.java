package dev.furoshiki.jdbc.frameworks.jooq;

import static dev.furoshiki.jdbc.frameworks.jooq.Accounts.ACCOUNT;
import static dev.furoshiki.jdbc.frameworks.jooq.Transfers.TRANSFER;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import dev.furoshiki.jdbc.frameworks.twin.Refused;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.ResultQuery;

/** What jOOQ reads. */
final class Reads {

    private Reads() {}

    private static List<String> texts(ResultQuery<?> query) {
        return query.fetch().map(Accounts::text);
    }

    static Object fillsRecords(DSLContext bank) {
        return bank.selectFrom(ACCOUNT).where(ACCOUNT.iban.eq("DE02-5550-1")).fetchInto(Account.class);
    }

    static Object findsByAListOfValues(DSLContext bank) {
        return texts(bank.selectFrom(ACCOUNT)
                .where(ACCOUNT.email.in("ada@secret.example", "x").or(ACCOUNT.iban.in(List.of("DE02-5550-2"))))
                .and(ACCOUNT.iban.notIn("DE02-5550-9"))
                .orderBy(ACCOUNT.owner));
    }

    static Object findsByWhatItIsNot(DSLContext bank) {
        return texts(bank.selectFrom(ACCOUNT)
                .where(ACCOUNT.email.ne("ada@secret.example").or(ACCOUNT.email.isNull()))
                .and(ACCOUNT.born.isNotNull().not().or(ACCOUNT.owner.like("C%")))
                .orderBy(ACCOUNT.owner));
    }

    static Object distinguishesNulls(DSLContext bank) {
        return texts(bank.select(ACCOUNT.owner)
                .from(ACCOUNT)
                .where(ACCOUNT.email.isDistinctFrom("ada@secret.example"))
                .orderBy(ACCOUNT.owner));
    }

    static Object findsByALiteral(DSLContext bank) {
        return texts(bank.select(ACCOUNT.owner).from(ACCOUNT).where(ACCOUNT.iban.eq(inline("DE02-5550-3"))));
    }

    static Object projects(DSLContext bank) {
        return texts(bank.select(ACCOUNT.owner.as("who"), ACCOUNT.email.as("mail"), ACCOUNT.version.plus(1))
                .from(ACCOUNT)
                .orderBy(ACCOUNT.owner.desc())
                .limit(2)
                .offset(1));
    }

    static Object pagesByKey(DSLContext bank) {
        return texts(bank.selectFrom(ACCOUNT).orderBy(ACCOUNT.owner).seek("Ada").limit(2));
    }

    static Object counts(DSLContext bank) {
        return bank.fetchCount(ACCOUNT, ACCOUNT.email.eq("ada@secret.example"))
                + " "
                + bank.fetchExists(bank.selectFrom(ACCOUNT).where(ACCOUNT.iban.eq("DE02-5550-3")))
                + " "
                + texts(bank.select(count(ACCOUNT.email), countDistinct(TRANSFER.sender))
                        .from(ACCOUNT)
                        .crossJoin(TRANSFER));
    }

    static Object countsTheRowsOfAQuery(DSLContext bank) {
        return bank.fetchCount(bank.selectDistinct(TRANSFER.sender).from(TRANSFER));
    }

    static Object joins(DSLContext bank) {
        return texts(bank.select(ACCOUNT.owner, TRANSFER.amount, TRANSFER.memo)
                .from(ACCOUNT)
                .join(TRANSFER)
                .on(TRANSFER.sender.eq(ACCOUNT.iban))
                .where(TRANSFER.state.eq("open"))
                .orderBy(TRANSFER.id));
    }

    static Object joinsATableWithItself(DSLContext bank) {
        Accounts from = ACCOUNT.as("f");
        Accounts to = ACCOUNT.as("t");
        return texts(bank.select(from.owner, to.owner, to.iban)
                .from(TRANSFER)
                .leftJoin(from)
                .on(from.iban.eq(TRANSFER.sender))
                .leftJoin(to)
                .on(to.iban.eq(TRANSFER.receiver))
                .orderBy(TRANSFER.id));
    }

    static Object searchesInASubquery(DSLContext bank) {
        return texts(bank.select(ACCOUNT.owner)
                        .from(ACCOUNT)
                        .where(ACCOUNT.iban.in(
                                select(TRANSFER.sender).from(TRANSFER).where(TRANSFER.receiver.eq("DE02-5550-1"))))
                        .orderBy(ACCOUNT.owner))
                + " "
                + texts(bank.select(ACCOUNT.owner)
                        .from(ACCOUNT)
                        .where(exists(selectOne().from(TRANSFER).where(TRANSFER.sender.eq(ACCOUNT.iban))))
                        .orderBy(ACCOUNT.owner));
    }

    static Object readsFromACommonTableExpression(DSLContext bank) {
        var open = name("open")
                .fields("iban")
                .as(select(TRANSFER.sender).from(TRANSFER).where(TRANSFER.state.eq("open")));
        return texts(bank.with(open)
                .select(ACCOUNT.owner, ACCOUNT.iban)
                .from(ACCOUNT)
                .join(open)
                .on(open.field("iban", String.class).eq(ACCOUNT.iban))
                .orderBy(ACCOUNT.owner));
    }

    static Object unites(DSLContext bank) {
        return bank.select(TRANSFER.sender)
                .from(TRANSFER)
                .union(select(TRANSFER.receiver).from(TRANSFER))
                .except(select(ACCOUNT.iban).from(ACCOUNT))
                .fetch()
                .map(Accounts::text);
    }

    static Object comparesRows(DSLContext bank) {
        return texts(bank.select(ACCOUNT.owner)
                .from(ACCOUNT)
                .where(row(ACCOUNT.iban, ACCOUNT.email).eq("DE02-5550-1", "ada@secret.example")));
    }

    static Object numbersRowsWithinAWindow(DSLContext bank) {
        return texts(bank.select(
                        TRANSFER.memo,
                        rowNumber().over().partitionBy(TRANSFER.state).orderBy(TRANSFER.id))
                .from(TRANSFER)
                .orderBy(TRANSFER.id));
    }

    static Object readsLazily(DSLContext bank) {
        return bank.transactionResult(configuration -> {
            try (Cursor<AccountRecord> cursor = configuration
                    .dsl()
                    .selectFrom(ACCOUNT)
                    .orderBy(ACCOUNT.owner)
                    .fetchSize(1)
                    .fetchLazy()) {
                return cursor.stream()
                        .map(Record::valuesRow)
                        .map(String::valueOf)
                        .collect(Collectors.toList());
            }
        });
    }

    static Object locks(DSLContext bank) {
        return bank.transactionResult(configuration -> texts(configuration
                .dsl()
                .selectFrom(ACCOUNT)
                .where(ACCOUNT.iban.eq("DE02-5550-2"))
                .forUpdate()
                .skipLocked()));
    }

    static Object groups(DSLContext bank) {
        return bank.select(TRANSFER.state, count()).from(TRANSFER).groupBy(TRANSFER.state).fetch().stream()
                .map(Accounts::text)
                .sorted()
                .toList();
    }

    static Object readsPlainSql(DSLContext bank) {
        return bank.fetch("select owner, iban from account where email = ? order by owner", "bob@secret.example")
                .map(Accounts::text);
    }

    @Refused("amount")
    static Object adds(DSLContext bank) {
        return texts(bank.select(org.jooq.impl.DSL.sum(TRANSFER.amount)).from(TRANSFER));
    }
}

package dev.furoshiki.jdbc.frameworks.spring;

import java.sql.Types;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What goes through Spring's templates, beside Spring Data. */
final class Templates {

    private Templates() {}

    private static String all(Shop shop) {
        return shop.client()
                .sql("select name, city, email, phone, born, credit from customer order by name")
                .query()
                .listOfRows()
                .toString();
    }

    static Object readsRows(Shop shop) {
        return shop.client()
                        .sql("select * from customer where email = :email")
                        .param("email", "ada@secret.example")
                        .query()
                        .singleRow()
                        .toString()
                + shop.client()
                        .sql("select id, name, email, phone from customer where phone = ? order by name")
                        .param("+44-20-5550-1")
                        .query(Customers.Card.class)
                        .list();
    }

    static Object writesRows(Shop shop) {
        return shop.client()
                        .sql("update customer set phone = :phone, born = :born where email = :email")
                        .param("phone", null, Types.VARCHAR)
                        .param("born", LocalDate.of(1937, 7, 8))
                        .param("email", "ada@secret.example")
                        .update()
                + all(shop);
    }

    static Object writesInBatches(Shop shop) {
        JdbcTemplate template = new JdbcTemplate(shop.dataSource());
        int[] counts = template.batchUpdate(
                "insert into subscription (email, topic, letters) values (?, ?, ?)",
                List.of(new Object[] {"f@secret.example", "ink", 1}, new Object[] {"g@secret.example", "ink", 2}));
        int[] named = new NamedParameterJdbcTemplate(template)
                .batchUpdate(
                        "update subscription set letters = letters + :more where email = :email",
                        new MapSqlParameterSource[] {
                            new MapSqlParameterSource(Map.of("more", 5, "email", "f@secret.example")),
                            new MapSqlParameterSource(Map.of("more", 6, "email", "ada@secret.example"))
                        });
        return counts.length + " " + List.of(named[0], named[1]) + Shop.all(shop.subscriptions());
    }

    static Object generatesKeys(Shop shop) {
        GeneratedKeyHolder keys = new GeneratedKeyHolder();
        shop.client()
                .sql("insert into subscription (email, topic, letters) values (:email, 'tea', 0)")
                .param("email", "key@secret.example")
                .update(keys, "id");
        return String.valueOf(keys.getKey()) + Shop.all(shop.subscriptions());
    }

    /** Which columns there are it reads from the metadata. */
    static Object insertsByMetadata(Shop shop) {
        Number id = new SimpleJdbcInsert(shop.dataSource())
                .withTableName("customer")
                .usingGeneratedKeyColumns("id")
                .executeAndReturnKey(Map.of(
                        "version",
                        0,
                        "name",
                        "Meta",
                        "city",
                        "Rome",
                        "email",
                        "meta@secret.example",
                        "phone",
                        "+44-20-5550-8"));
        return id + all(shop);
    }

    static Object rollsBackToASavepoint(Shop shop) {
        TransactionTemplate nested = new TransactionTemplate(shop.transactions());
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        shop.inTransaction().executeWithoutResult(outer -> {
            shop.customers().changePhone("ada@secret.example", "+44-20-5550-4");
            nested.executeWithoutResult(inner -> {
                shop.customers().changePhone("ada@secret.example", "+44-20-5550-5");
                inner.setRollbackOnly();
            });
        });
        return all(shop);
    }

    static Object readsInASerializableReadOnlyTransaction(Shop shop) {
        TransactionTemplate reading = new TransactionTemplate(shop.transactions());
        reading.setReadOnly(true);
        reading.setTimeout(30);
        reading.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
        return reading.execute(status -> all(shop));
    }

    static Object asksForSeveralRowsByOneParameterTwice(Shop shop) {
        return shop.client()
                .sql("select name from customer where phone = :value or email = :value order by name")
                .param("value", "ada@secret.example")
                .query(String.class)
                .list();
    }
}

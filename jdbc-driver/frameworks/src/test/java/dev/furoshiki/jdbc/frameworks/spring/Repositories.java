package dev.furoshiki.jdbc.frameworks.spring;

import dev.furoshiki.jdbc.frameworks.twin.Refused;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.relational.core.query.Criteria;
import org.springframework.data.relational.core.query.Query;

/** What goes through repositories and aggregates. */
final class Repositories {

    private Repositories() {}

    private static Customer ada(Shop shop) {
        return shop.customers().findByEmail("ada@secret.example").orElseThrow();
    }

    private static String all(Shop shop) {
        return shop.customers().findAll(Sort.by("name")).toString();
    }

    static Object findsById(Shop shop) {
        Long id = ada(shop).id();
        return shop.customers().findById(id).toString()
                + shop.customers().existsById(id)
                + shop.customers().findAllById(List.of(id, id + 1));
    }

    static Object findsByEncryptedAttributes(Shop shop) {
        return shop.customers().findByEmail("bob@secret.example").toString()
                + shop.customers().findByEmail("nobody@secret.example")
                + shop.customers().findByPhoneOrEmailOrderByNameDesc("+44-20-5550-1", "cyd@secret.example");
    }

    static Object findsByAListOfValues(Shop shop) {
        return shop.customers().findByEmailInOrderByName(List.of("ada@secret.example", "cyd@secret.example", "x"));
    }

    static Object findsByWhatItIsNotAndByNull(Shop shop) {
        return shop.customers()
                        .findByEmailNotAndCityOrderByName("ada@secret.example", "London")
                        .toString()
                + shop.customers().findByPhoneIsNull();
    }

    static Object countsAndAsksWhetherThereIs(Shop shop) {
        return shop.customers().count() + " " + shop.customers().countByEmail("ada@secret.example") + " "
                + shop.customers().existsByPhone("+44-20-5550-3")
                + shop.customers().existsByPhone("none");
    }

    static Object pages(Shop shop) {
        Page<Customer> page = shop.customers().findByCity("London", PageRequest.of(1, 2, Sort.by("name")));
        return page.getTotalElements() + " " + page.getContent()
                + shop.customers()
                        .findAll(PageRequest.of(0, 2, Sort.by("city", "name")))
                        .getContent()
                + shop.customers()
                        .findByCityNot("Paris", PageRequest.of(0, 1, Sort.by("name")))
                        .hasNext();
    }

    static Object streamsInATransaction(Shop shop) {
        return shop.inTransaction().execute(status -> {
            try (Stream<Customer> customers = shop.customers().streamByCityOrderByName("London")) {
                return customers.map(Customer::phone).toList();
            }
        });
    }

    static Object projects(Shop shop) {
        return shop.customers().findByCityOrderByName("London").toString()
                + shop.customers().cardsOf("+44-20-5550-3");
    }

    static Object locks(Shop shop) {
        return shop.inTransaction().execute(status -> shop.customers().findByPhone("+44-20-5550-3"));
    }

    static Object findsByAnExample(Shop shop) {
        Customer probe =
                new Customer(null, null, "x", "London", "ada@secret.example", null, null, null, java.util.Set.of());
        return shop.customers()
                .findAll(Example.of(probe, ExampleMatcher.matching().withIgnorePaths("name", "addresses")));
    }

    static Object findsByCriteria(Shop shop) {
        return shop.aggregates()
                .findAll(
                        Query.query(Criteria.where("email")
                                        .in("ada@secret.example", "dan@secret.example")
                                        .and("phone")
                                        .is("+44-20-5550-1"))
                                .sort(Sort.by("name"))
                                .limit(1),
                        Customer.class);
    }

    static Object joinsByEncryptedColumns(Shop shop) {
        return shop.customers().subscribersOf("tea");
    }

    static Object searchesInASubquery(Shop shop) {
        return shop.customers().namesIn("Indigo Lane 1", List.of("ada@secret.example", "bob@secret.example"));
    }

    static Object countsDistinctValuesAndGroups(Shop shop) {
        return shop.subscriptions().readers() + " " + shop.subscriptions().readersOfSeveral();
    }

    @Refused("phone")
    static Object findsByTheStartOfAText(Shop shop) {
        return shop.customers().findByPhoneStartingWith("+44");
    }

    static Object saves(Shop shop) {
        Customer saved = shop.customers().save(ada(shop).withEmail("lovelace@secret.example"));
        shop.customers().save(saved.withCity("Dover"));
        shop.customers().save(Customer.of("Eve", "Rome", "eve@secret.example", null, new Address("1", "Indigo Via 1")));
        return all(shop);
    }

    static Object insertsAndUpdatesAggregates(Shop shop) {
        shop.aggregates()
                .insertAll(List.of(
                        Customer.of("Eve", "Rome", "eve@secret.example", null),
                        Customer.of(
                                "Fay",
                                "Rome",
                                "fay@secret.example",
                                "+44-20-5550-9",
                                new Address("1", "Indigo Via 1"))));
        shop.aggregates().update(ada(shop).withCity("Rome"));
        return all(shop);
    }

    static Object noticesAnotherVersion(Shop shop) {
        Customer stale = ada(shop);
        shop.customers().save(stale.withCity("Oslo"));
        return failure(() -> shop.customers().save(stale.withEmail("stale@secret.example"))) + all(shop);
    }

    static Object noticesAValueThatIsThere(Shop shop) {
        return failure(() -> shop.customers().save(Customer.of("Eve", "Rome", "ada@secret.example", null))) + all(shop);
    }

    static Object deletes(Shop shop) {
        shop.customers().delete(ada(shop));
        shop.customers()
                .deleteById(shop.customers()
                        .findByEmail("cyd@secret.example")
                        .orElseThrow()
                        .id());
        shop.subscriptions().deleteAllById(List.of(1L, 2L));
        return all(shop) + Shop.all(shop.subscriptions());
    }

    static Object deletesAll(Shop shop) {
        shop.customers().deleteAll();
        shop.subscriptions().deleteAll(shop.subscriptions().findByEmailOrderByTopic("ada@secret.example"));
        return shop.customers().count() + " " + Shop.all(shop.subscriptions());
    }

    static Object changesInBulk(Shop shop) {
        return shop.customers().changePhone("ada@secret.example", "+44-20-5550-7") + " "
                + shop.customers().changePhone("dan@secret.example", null) + " "
                + shop.customers().changePhone("nobody@secret.example", "1") + all(shop);
    }

    static Object deletesInBulk(Shop shop) {
        return shop.customers().deleteAllOf(List.of("ada@secret.example", "dan@secret.example")) + all(shop);
    }

    static Object upsertsByAnEncryptedKey(Shop shop) {
        return shop.subscriptions().count(shop.server(), "ada@secret.example", "tea") + " "
                + shop.subscriptions().count(shop.server(), "bob@secret.example", "tea")
                + Shop.all(shop.subscriptions());
    }

    static Object insertsWhatItSelects(Shop shop) {
        return shop.subscriptions().subscribeAllOf(shop.server(), "London", "tea") + " "
                + shop.subscriptions().readers();
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

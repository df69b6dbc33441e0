package dev.furoshiki.jdbc.frameworks.spring;

import dev.furoshiki.jdbc.frameworks.twin.Server;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.data.domain.Sort;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.data.jdbc.core.convert.JdbcCustomConversions;
import org.springframework.data.jdbc.core.mapping.JdbcMappingContext;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.relational.RelationalManagedTypes;
import org.springframework.data.relational.core.mapping.NamingStrategy;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The application. */
record Shop(
        AnnotationConfigApplicationContext context,
        Server server,
        DataSource dataSource,
        Customers customers,
        Subscriptions subscriptions,
        JdbcAggregateTemplate aggregates,
        JdbcClient client,
        PlatformTransactionManager transactions) {

    /** Parts of what is encrypted. */
    static final String[] SECRETS = {"@secret.example", "1937-", "9182736455", "+44-20-5550", "Indigo"};

    /** The usual schema.sql. */
    private static final String SCHEMA = """
            -- customers and where they live
            create table customer (
                id bigint <identity> primary key,
                version integer not null,
                name varchar(60) not null,
                city varchar(60),
                email varchar(80) not null unique,
                phone varchar(20),
                born date,
                credit numeric(12, 2)
            );
            create table address (
                customer_id bigint not null references customer (id),
                zip varchar(10),
                street varchar(60)
            );
            create table subscription (
                id bigint <identity> primary key,
                email varchar(80) not null,
                topic varchar(20) not null,
                letters integer not null,
                unique (email, topic)
            );
            """;

    /** As in any manual. */
    @Configuration
    @EnableJdbcRepositories(considerNestedRepositories = true)
    static class Beans extends AbstractJdbcConfiguration {

        @Bean
        NamedParameterJdbcOperations operations(DataSource dataSource) {
            return new NamedParameterJdbcTemplate(dataSource);
        }

        @Autowired
        private Server server;

        /** H2 has names in capitals where they are not quoted. */
        @Override
        public JdbcMappingContext jdbcMappingContext(
                Optional<NamingStrategy> namingStrategy,
                JdbcCustomConversions customConversions,
                RelationalManagedTypes jdbcManagedTypes) {
            JdbcMappingContext mapping = super.jdbcMappingContext(namingStrategy, customConversions, jdbcManagedTypes);
            mapping.setForceQuote(server != Server.H2);
            return mapping;
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new DataSourceTransactionManager(dataSource);
        }
    }

    static Shop open(DataSource dataSource, Server server) {
        new ResourceDatabasePopulator(new ByteArrayResource(
                        SCHEMA.replace("<identity>", server.identity()).getBytes(StandardCharsets.UTF_8)))
                .execute(dataSource);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(DataSource.class, () -> dataSource);
        context.registerBean(Server.class, () -> server);
        context.register(Beans.class);
        context.refresh();
        return new Shop(
                context,
                server,
                dataSource,
                context.getBean(Customers.class),
                context.getBean(Subscriptions.class),
                context.getBean(JdbcAggregateTemplate.class),
                JdbcClient.create(dataSource),
                context.getBean(PlatformTransactionManager.class));
    }

    static String all(Subscriptions subscriptions) {
        return subscriptions.findAll(Sort.by("id")).toString();
    }

    TransactionTemplate inTransaction() {
        return new TransactionTemplate(transactions);
    }

    void populate() {
        customers.saveAll(List.of(
                Customer.of(
                        "Ada",
                        "London",
                        "ada@secret.example",
                        "+44-20-5550-1",
                        new Address("N1", "Indigo Lane 1"),
                        new Address("N2", "Indigo Road 2")),
                Customer.of("Bob", "London", "bob@secret.example", null, new Address("N1", "Indigo Lane 1")),
                Customer.of("Cyd", "Paris", "cyd@secret.example", "+44-20-5550-3"),
                Customer.of("Dan", "London", "dan@secret.example", "+44-20-5550-1")));
        subscriptions.saveAll(List.of(
                new Subscription(null, "ada@secret.example", "tea", 1),
                new Subscription(null, "ada@secret.example", "ink", 2),
                new Subscription(null, "cyd@secret.example", "tea", 3),
                new Subscription(null, "eve@secret.example", "tea", 4)));
    }
}

package dev.furoshiki.jdbc.frameworks.mybatis;

import dev.furoshiki.jdbc.frameworks.twin.Server;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.ibatis.jdbc.ScriptRunner;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** The application. */
final class Library {

    /** Parts of what is encrypted. */
    static final String[] SECRETS = {"@secret.example", "CARD-5550", "1937-", "Indigo"};

    private static final String SCHEMA = """
            create table reader (
                id bigint <identity> primary key,
                name varchar(60) not null,
                email varchar(80) not null unique,
                card varchar(20) unique,
                born date,
                version integer not null
            );
            create table loan (
                id bigint primary key,
                borrower varchar(80) not null,
                title varchar(100),
                returned boolean not null
            );
            alter table loan add constraint borrowed foreign key (borrower) references reader (email);
            """;

    private final SqlSessionFactory sessions;

    Library(DataSource dataSource, Server server) {
        try (Connection connection = dataSource.getConnection()) {
            ScriptRunner runner = new ScriptRunner(connection);
            runner.setLogWriter(null);
            runner.setStopOnError(true);
            runner.runScript(new StringReader(SCHEMA.replace("<identity>", server.identity())));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        Configuration configuration =
                new Configuration(new Environment("test", new JdbcTransactionFactory(), dataSource));
        configuration.setMapUnderscoreToCamelCase(true);
        configuration.setDatabaseId(server.name());
        configuration.addMapper(Members.class);
        sessions = new SqlSessionFactoryBuilder().build(configuration);
    }

    /** In a transaction. */
    <T> T with(Function<Members, T> work) {
        return with(ExecutorType.REUSE, work);
    }

    <T> T with(ExecutorType executor, Function<Members, T> work) {
        try (SqlSession session = sessions.openSession(executor)) {
            T result = work.apply(session.getMapper(Members.class));
            session.commit();
            return result;
        }
    }

    SqlSessionFactory sessions() {
        return sessions;
    }

    void populate() {
        with(members -> members.insert(Member.of("Ada", "ada@secret.example", "CARD-5550-1", LocalDate.of(1937, 1, 2)))
                + members.insert(Member.of("Bob", "bob@secret.example", "CARD-5550-2", LocalDate.of(1937, 3, 4)))
                + members.insert(Member.of("Cyd", "cyd@secret.example", "CARD-5550-3", LocalDate.of(1937, 5, 6))));
        with(members -> members.lend(List.of(
                new Loan(1L, "ada@secret.example", "Indigo Nights", false),
                new Loan(2L, "ada@secret.example", "Indigo Days", true),
                new Loan(3L, "bob@secret.example", "More Indigo", false))));
    }
}

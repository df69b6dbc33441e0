package dev.furoshiki.jdbc.frameworks.spring;

import dev.furoshiki.jdbc.frameworks.twin.Server;
import java.util.List;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.ListPagingAndSortingRepository;
import org.springframework.data.repository.query.Param;

/** Statements written by hand over a unique key with an encrypted part. */
interface Subscriptions
        extends ListCrudRepository<Subscription, Long>, ListPagingAndSortingRepository<Subscription, Long> {

    List<Subscription> findByEmailOrderByTopic(String email);

    @Query("select count(distinct email) from subscription")
    long readers();

    @Query("select email from subscription group by email having count(*) > 1")
    List<String> readersOfSeveral();

    @Modifying
    @Query("""
            insert into subscription (email, topic, letters) values (:email, :topic, 1)
            on conflict (email, topic) do update set letters = subscription.letters + excluded.letters""")
    int countOnConflict(@Param("email") String email, @Param("topic") String topic);

    @Modifying
    @Query("""
            insert into subscription (email, topic, letters) values (:email, :topic, 1)
            on duplicate key update letters = subscription.letters + values(letters)""")
    int countOnDuplicateKey(@Param("email") String email, @Param("topic") String topic);

    @Modifying
    @Query("""
            merge into subscription s using (values (:email, :topic)) as given (email, topic)
            on s.email = given.email and s.topic = given.topic
            when matched then update set letters = s.letters + 1
            when not matched then insert (email, topic, letters) values (given.email, given.topic, 1)""")
    int countByMerge(@Param("email") String email, @Param("topic") String topic);

    default int count(Server server, String email, String topic) {
        return switch (server) {
            case POSTGRESQL -> countOnConflict(email, topic);
            case MARIADB -> countOnDuplicateKey(email, topic);
            case H2 -> countByMerge(email, topic);
        };
    }

    @Modifying
    @Query("""
            insert into subscription (email, topic, letters)
            select c.email, :topic, 0 from customer c where c.city = :city
            on conflict do nothing""")
    int subscribeAllOrNothing(@Param("city") String city, @Param("topic") String topic);

    @Modifying
    @Query("""
            insert ignore into subscription (email, topic, letters)
            select c.email, :topic, 0 from customer c where c.city = :city""")
    int subscribeAllIgnoring(@Param("city") String city, @Param("topic") String topic);

    @Modifying
    @Query("""
            insert into subscription (email, topic, letters)
            select c.email, :topic, 0 from customer c where c.city = :city
            and not exists (select 1 from subscription s where s.email = c.email and s.topic = :topic)""")
    int subscribeAllMissing(@Param("city") String city, @Param("topic") String topic);

    default int subscribeAllOf(Server server, String city, String topic) {
        return switch (server) {
            case POSTGRESQL -> subscribeAllOrNothing(city, topic);
            case MARIADB -> subscribeAllIgnoring(city, topic);
            case H2 -> subscribeAllMissing(city, topic);
        };
    }
}

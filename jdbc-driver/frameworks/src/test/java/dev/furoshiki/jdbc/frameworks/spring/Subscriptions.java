package dev.furoshiki.jdbc.frameworks.spring;

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
    int count(@Param("email") String email, @Param("topic") String topic);

    @Modifying
    @Query("""
            insert into subscription (email, topic, letters)
            select c.email, :topic, 0 from customer c where c.city = :city
            on conflict do nothing""")
    int subscribeAllOf(@Param("city") String city, @Param("topic") String topic);
}

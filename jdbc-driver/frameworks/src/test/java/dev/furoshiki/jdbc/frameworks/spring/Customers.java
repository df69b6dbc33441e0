package dev.furoshiki.jdbc.frameworks.spring;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Slice;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.relational.core.sql.LockMode;
import org.springframework.data.relational.repository.Lock;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.ListPagingAndSortingRepository;
import org.springframework.data.repository.query.ListQueryByExampleExecutor;
import org.springframework.data.repository.query.Param;

/** Queries derived from names, and some written by hand. */
interface Customers
        extends ListCrudRepository<Customer, Long>,
                ListPagingAndSortingRepository<Customer, Long>,
                ListQueryByExampleExecutor<Customer> {

    Optional<Customer> findByEmail(String email);

    List<Customer> findByEmailInOrderByName(Collection<String> emails);

    List<Customer> findByPhoneOrEmailOrderByNameDesc(String phone, String email);

    List<Customer> findByEmailNotAndCityOrderByName(String email, String city);

    List<Customer> findByPhoneIsNull();

    List<Customer> findByPhoneStartingWith(String start);

    Page<Customer> findByCity(String city, Pageable page);

    Slice<Customer> findByCityNot(String city, Pageable page);

    Stream<Customer> streamByCityOrderByName(String city);

    List<Card> findByCityOrderByName(String city);

    long countByEmail(String email);

    boolean existsByPhone(String phone);

    @Lock(LockMode.PESSIMISTIC_WRITE)
    Optional<Customer> findByPhone(String phone);

    /** Some of a customer. */
    record Card(
            Long id, String name, String email, @Nullable String phone) {}

    @Query("select id, name, email, phone from customer where phone = :phone")
    List<Card> cardsOf(@Param("phone") String phone);

    @Query("""
            select c.* from customer c
            join subscription s on s.email = c.email
            where s.topic = :topic
            order by c.name""")
    List<Customer> subscribersOf(@Param("topic") String topic);

    @Query("""
            select c.name from customer c
            where exists (select 1 from address a where a.customer_id = c.id and a.street = :street)
            and c.email in (:emails)
            order by c.name""")
    List<String> namesIn(@Param("street") String street, @Param("emails") List<String> emails);

    @Modifying
    @Query("update customer set phone = :phone, version = version + 1 where email = :email")
    boolean changePhone(@Param("email") String email, @Param("phone") @Nullable String phone);

    @Modifying
    @Query("delete from customer where email in (:emails) and phone is null")
    int deleteAllOf(@Param("emails") Collection<String> emails);
}

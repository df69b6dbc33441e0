package dev.furoshiki.jdbc.frameworks.mybatis;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Arg;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Many;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Result;
import org.apache.ibatis.annotations.Results;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.session.RowBounds;
import org.jspecify.annotations.Nullable;

/** Statements in annotations, some of them with MyBatis' own dynamic tags. */
interface Members {

    @Insert(
            "insert into reader (name, email, card, born, version) values (#{name}, #{email}, #{card}, #{born}, #{version})")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "id")
    int insert(Member member);

    @Insert("""
            <script>
            insert into loan (id, borrower, title, returned) values
            <foreach collection="list" item="loan" separator=",">
              (#{loan.id}, #{loan.borrower}, #{loan.title}, #{loan.returned})
            </foreach>
            </script>""")
    int lend(List<Loan> loans);

    @Select("select * from reader where id = #{id}")
    Member byId(long id);

    @Select("select * from reader where email = #{email}")
    @Nullable
    Member byEmail(String email);

    @Select("""
            <script>
            select id, name, email, card, born, version from reader
            <where>
              <if test="card != null">and card = #{card}</if>
              <if test="email != null">and email = #{email,jdbcType=VARCHAR}</if>
              <if test="names != null">
                and name in <foreach collection="names" item="one" open="(" close=")" separator=",">#{one}</foreach>
              </if>
              <if test="cards != null">
                and card in <foreach collection="cards" item="one" open="(" close=")" separator=",">#{one}</foreach>
              </if>
            </where>
            order by name
            </script>""")
    List<Member> search(Map<String, Object> wanted);

    @Select("select * from reader order by name")
    List<Member> all(RowBounds bounds);

    @Select("select * from reader order by name limit #{limit} offset #{offset}")
    List<Member> page(@Param("limit") int limit, @Param("offset") int offset);

    @Select("select * from reader order by name")
    Cursor<Member> cursor();

    @Select("select m.* from reader m where m.email = #{email}")
    @Results({
        @Result(property = "email", column = "email"),
        @Result(property = "loans", column = "email", many = @Many(select = "loansOf"))
    })
    Member withLoans(String email);

    @Select("select id, borrower, title, returned from loan where borrower = #{borrower} order by id")
    @Arg(column = "id", javaType = Long.class, id = true)
    @Arg(column = "borrower", javaType = String.class)
    @Arg(column = "title", javaType = String.class)
    @Arg(column = "returned", javaType = boolean.class)
    List<Loan> loansOf(String borrower);

    @Select("""
            select m.name, l.title, m.email from reader m
            left join loan l on l.borrower = m.email and not l.returned
            where m.card = #{card} or m.email = #{email} order by m.name, l.id""")
    List<Map<String, Object>> atHome(@Param("card") String card, @Param("email") String email);

    @Select("select count(*) from reader where email in (select borrower from loan where returned = #{returned})")
    long borrowers(boolean returned);

    @Select("select count(distinct borrower) from loan")
    long readers();

    @Update("""
            <script>
            update reader
            <set>
              <if test="email != null">email = #{email},</if>
              <if test="card != null">card = #{card},</if>
              version = version + 1
            </set>
            where id = #{id} and version = #{version}
            </script>""")
    int update(Member member);

    @Update("update reader set born = #{born}, card = #{card,jdbcType=VARCHAR} where email = #{email}")
    int change(
            @Param("email") String email,
            @Param("born") @Nullable LocalDate born,
            @Param("card") @Nullable String card);

    @Insert(databaseId = "POSTGRESQL", value = """
            insert into reader (name, email, card, version) values (#{name}, #{email}, #{card}, 0)
            on conflict (email) do update set card = excluded.card, version = reader.version + 1""")
    @Insert(databaseId = "MARIADB", value = """
            insert into reader (name, email, card, version) values (#{name}, #{email}, #{card}, 0)
            on duplicate key update card = values(card), version = version + 1""")
    @Insert(databaseId = "H2", value = """
            merge into reader using (values (#{name}, #{email}, #{card})) as given (name, email, card)
            on reader.email = given.email
            when matched then update set card = given.card, version = reader.version + 1
            when not matched then insert (name, email, card, version)
            values (given.name, given.email, given.card, 0)""")
    int upsert(Member member);

    @Delete("delete from reader where card = #{card} or email = #{email}")
    int delete(@Param("card") String card, @Param("email") String email);
}

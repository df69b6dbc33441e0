package dev.furoshiki.jdbc.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the table of a class with {@link Encrypted} members, where neither JPA's nor Spring Data's {@code @Table} does: of a
 * record that jOOQ or MyBatis fills, say.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface EncryptedTable {

    /** {@code table} or {@code schema.table}; a part in double quotes is taken as it is, any other as the database folds it. */
    String value();
}

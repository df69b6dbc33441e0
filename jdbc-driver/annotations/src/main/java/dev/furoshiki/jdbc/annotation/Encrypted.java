package dev.furoshiki.jdbc.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The column of a field, a getter or a record's component is encrypted: what {@code ENCRYPTED WITH (...)} says in SQL, said
 * in the code of an entity.
 *
 * <pre>
 * &#64;Table(name = "customer")
 * record Customer(
 *         &#64;Id long id,
 *         &#64;Encrypted(key = "alias/pii", type = "varchar(11)", index = Encrypted.Index.EQUALITY) String ssn) {}
 * </pre>
 *
 * <p>An annotation processor in the same jar lists all of them in {@code META-INF/furoshiki/encrypted-columns.yaml}, which
 * the driver reads; classes are never looked for. A column that cannot be told from the code is an error of the compilation.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.RECORD_COMPONENT})
public @interface Encrypted {

    /** The key, such as {@code alias/pii}: its alias, id or ARN. */
    String key();

    /**
     * The type of the column as the application sees it, in SQL, such as {@code varchar(11)}. May be left out where it follows
     * from the code: {@code LocalDate}, {@code long}, a {@code String} with {@code @Column(length = 11)}.
     */
    String type() default "";

    CellType cellType() default CellType.RANDOMIZED;

    Index index() default Index.NONE;

    /** The domain that the column shares with others, so that they can be joined; its own where this is left out. */
    String domain() default "";

    /**
     * The name of the column, where it follows neither from {@code @Column} nor from the name of the field. A name in double
     * quotes is taken as it is; any other is folded as the database folds it.
     */
    String column() default "";

    /** How equal values look. */
    enum CellType {
        /** No two cells are equal. */
        RANDOMIZED,
        /** Equal values have equal cells: the server can compare, join and group them, and sees which are equal. */
        DETERMINISTIC
    }

    /** What the server can look a randomized column up by. */
    enum Index {
        NONE,
        /** A keyed hash beside the cell, which shows which values are equal. */
        EQUALITY
    }
}

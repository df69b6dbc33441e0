package dev.furoshiki.jdbc.frameworks.twin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A scenario that some servers have no statement for, so that it fails on the plain twin, too. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Without {

    /** Those that it does not run on. */
    Server[] value();
}

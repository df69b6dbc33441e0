package dev.furoshiki.jdbc.frameworks.twin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A scenario of which the driver refuses a statement, and should: what the server computed from cells would be wrong. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Refused {

    /** A part of the message that the application gets. */
    String value();

    /** The servers on which it is refused; on the others it is done. */
    Server[] on() default {Server.POSTGRESQL, Server.MARIADB, Server.H2};
}

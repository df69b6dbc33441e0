/** A clinic's records, kept with Hibernate ORM; compiled and run with Hibernate 6.6 as well. */
@NullUnmarked // frameworks say little of what may be null
package dev.furoshiki.jdbc.frameworks.hibernate;

import org.jspecify.annotations.NullUnmarked;

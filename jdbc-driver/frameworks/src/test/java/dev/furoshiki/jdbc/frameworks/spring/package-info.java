/** A shop's customers, kept with Spring Data JDBC and Spring's own templates. */
@NullMarked
package dev.furoshiki.jdbc.frameworks.spring;

import org.jspecify.annotations.NullMarked;

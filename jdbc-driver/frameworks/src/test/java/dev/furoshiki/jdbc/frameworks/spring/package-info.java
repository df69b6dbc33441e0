/** A shop's customers, kept with Spring Data JDBC and Spring's own templates. */
@NullUnmarked // frameworks say little of what may be null
package dev.furoshiki.jdbc.frameworks.spring;

import org.jspecify.annotations.NullUnmarked;

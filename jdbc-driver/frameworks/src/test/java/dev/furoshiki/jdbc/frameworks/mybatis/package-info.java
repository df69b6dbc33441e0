/** A library's members and loans, kept with MyBatis. */
@NullUnmarked // frameworks say little of what may be null
package dev.furoshiki.jdbc.frameworks.mybatis;

import org.jspecify.annotations.NullUnmarked;

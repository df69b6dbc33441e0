/** A library's members and loans, kept with MyBatis. */
@NullMarked
package dev.furoshiki.jdbc.frameworks.mybatis;

import org.jspecify.annotations.NullMarked;

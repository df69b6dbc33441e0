/**
 * The JDBC driver's face: driver, data source, properties. May import every package of the driver.
 */
@NullMarked
package dev.furoshiki.jdbc;

import org.jspecify.annotations.NullMarked;

/** Known plaintexts go through every path; then everything that anybody could read is read, and none of them found. */
@NullMarked
package dev.furoshiki.jdbc.canary;

import org.jspecify.annotations.NullMarked;

/** The annotation processor that lists encrypted columns. Runs in the compiler; reads JPA's and Spring Data's annotations by name. */
@NullMarked
package dev.furoshiki.jdbc.annotation.processing;

import org.jspecify.annotations.NullMarked;

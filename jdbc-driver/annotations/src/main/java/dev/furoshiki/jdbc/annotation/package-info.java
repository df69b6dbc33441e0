/** Says in the code of an entity which of its columns are encrypted. Imports nothing but the JDK. */
@NullMarked
package dev.furoshiki.jdbc.annotation;

import org.jspecify.annotations.NullMarked;

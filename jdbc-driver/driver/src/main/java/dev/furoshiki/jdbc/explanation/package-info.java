/** What a user is told of a statement: what would be sent in its place, and how its values are encrypted. Imports the JDK alone. */
@NullMarked
package dev.furoshiki.jdbc.explanation;

import org.jspecify.annotations.NullMarked;

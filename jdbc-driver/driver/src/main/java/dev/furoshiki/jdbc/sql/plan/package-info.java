/** What is to be done with a statement: the text to send, and what each of its parameters and result columns carries. */
@NullMarked
package dev.furoshiki.jdbc.sql.plan;

import org.jspecify.annotations.NullMarked;

/** How a statement that cannot be proved safe is refused: the column, the reason, the way out. */
@NullMarked
package dev.furoshiki.jdbc.sql.refusal;

import org.jspecify.annotations.NullMarked;

/**
 * Resolves a statement's tree against the catalogue, proves of every parameter, literal and result column that it is plain or
 * binds it to an encrypted column, and edits the text; refuses whatever cannot be proved.
 */
@NullMarked
package dev.furoshiki.jdbc.sql.lineage;

import org.jspecify.annotations.NullMarked;

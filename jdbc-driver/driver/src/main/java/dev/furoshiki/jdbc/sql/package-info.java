/**
 * A statement's text becomes a plan: what is sent, and what each parameter and result column is. The only package that
 * imports Calcite; sees {@code catalog}, never a key or a value.
 */
@NullMarked
package dev.furoshiki.jdbc.sql;

import org.jspecify.annotations.NullMarked;

/**
 * The leak hunt: random statements of every form through our driver on encrypted tables, and through the plain driver on plain
 * twins of them. Every value of an encrypted column is one that is looked for afterwards wherever the server could have it.
 */
@NullMarked
package dev.furoshiki.jdbc.hunt;

import org.jspecify.annotations.NullMarked;

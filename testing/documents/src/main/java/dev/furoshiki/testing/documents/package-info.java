/**
 * The project's documents, for tests that hold the code against what stands there. Imports nothing of the project.
 */
@NullMarked
package dev.furoshiki.testing.documents;

import org.jspecify.annotations.NullMarked;

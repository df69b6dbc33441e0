/**
 * The rules of ARCHITECTURE.md, as tests over the compiled classes and the poms of every module.
 */
@NullMarked
package dev.furoshiki.testing.architecture;

import org.jspecify.annotations.NullMarked;

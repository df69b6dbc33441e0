@NullMarked
package dev.furoshiki.embedded;

import org.jspecify.annotations.NullMarked;

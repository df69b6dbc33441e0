@NullMarked
package dev.furoshiki.jdbc.annotation.processing;

import org.jspecify.annotations.NullMarked;

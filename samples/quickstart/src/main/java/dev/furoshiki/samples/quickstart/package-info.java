@NullMarked
package dev.furoshiki.samples.quickstart;

import org.jspecify.annotations.NullMarked;

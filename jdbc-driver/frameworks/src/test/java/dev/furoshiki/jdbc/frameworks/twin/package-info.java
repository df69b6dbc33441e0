/** What every framework is run over: an encrypted database beside a plain one, scenarios that run on both, and a search for what leaked. */
@NullMarked
package dev.furoshiki.jdbc.frameworks.twin;

import org.jspecify.annotations.NullMarked;

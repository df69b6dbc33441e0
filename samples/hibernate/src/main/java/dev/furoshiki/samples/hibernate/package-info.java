/** Hibernate over the driver: what an application has to say about encryption, and what the database's administrator sees. */
@NullMarked
package dev.furoshiki.samples.hibernate;

import org.jspecify.annotations.NullMarked;

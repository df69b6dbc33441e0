package dev.furoshiki.jdbc.sql.text;

import java.util.Locale;

/**
 * Names without regard to case, in every way in which one of the servers disregards it: as whole strings in capitals (where
 * {@code ß} is {@code SS}) and character by character. Stateless.
 */
final class FoldedNames {

    private FoldedNames() {}

    static String of(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        name.toUpperCase(Locale.ROOT)
                .codePoints()
                .map(character -> Character.toLowerCase(Character.toUpperCase(character)))
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }
}

package dev.furoshiki.jdbc.sql.text;

/** Names without regard to case, character by character as {@code String.equalsIgnoreCase} compares. Stateless. */
final class FoldedNames {

    private FoldedNames() {}

    static String of(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        name.codePoints()
                .map(character -> Character.toLowerCase(Character.toUpperCase(character)))
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }
}

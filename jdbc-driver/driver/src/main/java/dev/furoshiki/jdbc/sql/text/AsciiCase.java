package dev.furoshiki.jdbc.sql.text;

/** The case of ASCII letters alone, as servers fold it: Java would fold a dotless i to an I as well. Stateless. */
final class AsciiCase {

    private AsciiCase() {}

    static String upper(String name) {
        return shifted(name, 'a', 'z', 'A' - 'a');
    }

    static String lower(String name) {
        return shifted(name, 'A', 'Z', 'a' - 'A');
    }

    private static String shifted(String name, char first, char last, int by) {
        StringBuilder shifted = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            shifted.append(c >= first && c <= last ? (char) (c + by) : c);
        }
        return shifted.toString();
    }
}

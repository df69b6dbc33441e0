package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Locale;
import java.util.Optional;

/** Whose server holds the tables. MariaDB and MySQL count as one: what differs between them is asked of the server. */
public enum ServerKind {
    POSTGRESQL("", '"'),
    MYSQL("mysql:", '`'),
    H2("h2:", '"');

    private final String declarationPrefix;
    private final char quote;

    ServerKind(String declarationPrefix, char quote) {
        this.declarationPrefix = declarationPrefix;
        this.quote = quote;
    }

    /**
     * The kind of server behind a connection.
     *
     * @throws SQLFeatureNotSupportedException (0A000) for any other
     */
    public static ServerKind of(Connection plain) throws SQLException {
        String product = plain.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> POSTGRESQL;
            case "MariaDB", "MySQL" -> MYSQL;
            case "H2" -> H2;
            default ->
                throw new SQLFeatureNotSupportedException(
                        "the database is " + product + "; Furoshiki encrypts in PostgreSQL, MariaDB, MySQL and H2",
                        "0A000");
        };
    }

    /** Whether the server is MariaDB, whatever the driver calls it: MySQL's driver knows no MariaDB. */
    public static boolean isMariaDb(Connection plain) throws SQLException {
        return plain.getMetaData().getDatabaseProductName().equals("MariaDB")
                || plain.getMetaData().getDatabaseProductVersion().contains("MariaDB");
    }

    /** The kind that a stored declaration is of: docs/formats/catalogue-manifest-v1.md. */
    static ServerKind ofStored(String declaration) {
        return Optional.of(declaration)
                .filter(text -> text.startsWith(MYSQL.declarationPrefix))
                .map(text -> MYSQL)
                .orElse(declaration.startsWith(H2.declarationPrefix) ? H2 : POSTGRESQL);
    }

    /** What stands before a declaration in the manifest, to tell whose it is. */
    String declarationPrefix() {
        return declarationPrefix;
    }

    /** A name as it stands in SQL text: quoted, always. */
    public String quoted(String name) {
        return quote + name.replace(String.valueOf(quote), "" + quote + quote) + quote;
    }

    /** A table's name, with its schema. */
    public String quoted(TableName table) {
        return quoted(table.schema()) + "." + quoted(table.table());
    }

    /** A name in SQL text as the server stores it: what stands in quotes, or else folded as the server does it. */
    String stored(String written) {
        String mark = String.valueOf(quote);
        if (written.length() > 1
                && (written.startsWith(mark) || written.startsWith("\""))
                && written.endsWith(written.substring(0, 1))) {
            String quotes = written.substring(0, 1);
            return written.substring(1, written.length() - 1).replace(quotes + quotes, quotes);
        }
        return switch (this) {
            case POSTGRESQL -> asciiLower(written);
            case MYSQL -> written;
            case H2 -> written.toUpperCase(Locale.ENGLISH);
        };
    }

    private static String asciiLower(String written) {
        StringBuilder folded = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c);
        }
        return folded.toString();
    }
}

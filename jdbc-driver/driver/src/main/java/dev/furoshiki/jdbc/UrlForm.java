package dev.furoshiki.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/** How a database's URL holds its parameters, and which of them would run SQL past the analysis. */
@SuppressWarnings("ImmutableEnumChecker") // made by Set.of
enum UrlForm {
    POSTGRESQL("postgresql:", '?', '&', Set.of()),
    MARIADB("mariadb:", '?', '&', Set.of("initsql")),
    MYSQL("mysql:", '?', '&', Set.of("initsql")),
    H2("h2:", ';', ';', Set.of("init"));

    private static final String LOCAL_INFILE = "allowLocalInfile";

    private final String scheme;
    private final char first;
    private final char next;
    private final Set<String> runningSql;

    UrlForm(String scheme, char first, char next, Set<String> runningSql) {
        this.scheme = scheme;
        this.first = first;
        this.next = next;
        this.runningSql = runningSql;
    }

    /** @param url what follows {@code jdbc:furoshiki:} */
    static UrlForm of(String url) throws DriverPropertyException {
        for (UrlForm form : values()) {
            if (url.startsWith(form.scheme)) {
                return form;
            }
        }
        throw new DriverPropertyException("after " + ConnectionRequest.PREFIX
                + " comes postgresql:, mariadb:, mysql: or h2: and what that database's driver expects, such as"
                + " jdbc:furoshiki:postgresql://localhost/app; no other database is supported yet");
    }

    /** What stands before the parameters, of a URL of whatever database. */
    static String address(String url) {
        for (UrlForm form : values()) {
            if (url.startsWith(form.scheme)) {
                return url.substring(0, form.end(url));
            }
        }
        return url;
    }

    private int end(String url) {
        int at = url.indexOf(first);
        return at < 0 ? url.length() : at;
    }

    List<String> parameters(String url) {
        int end = end(url);
        return end == url.length()
                ? List.of()
                : Arrays.asList(url.substring(end + 1).split(String.valueOf(next), -1));
    }

    /** H2 takes its parameters as they stand. */
    String name(String parameter, int equals) throws DriverPropertyException {
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        return this == H2 ? name : ConnectionRequest.decode(name);
    }

    String url(String url, List<String> kept) {
        String address = url.substring(0, end(url));
        return kept.isEmpty() ? address : address + first + String.join(String.valueOf(next), kept);
    }

    /** What they run would not be analysed, and could store plaintext or change how texts are read. */
    void refuseRunningSql(String delegateUrl, Properties properties) throws DriverPropertyException {
        List<String> names = new ArrayList<>(properties.stringPropertyNames());
        for (String parameter : parameters(delegateUrl.substring("jdbc:".length()))) {
            int equals = parameter.indexOf('=');
            names.add(name(parameter, equals));
        }
        for (String name : names) {
            if (runningSql.contains(name.strip().toLowerCase(Locale.ROOT))) {
                throw new DriverPropertyException("the parameter " + name
                        + " would run SQL that is not analysed; run it through the connection, or through the"
                        + " plain driver");
            }
        }
    }

    /** MariaDB's driver would read files of the client's for the server, unless it is told not to. */
    void addDefaults(String delegateUrl, Properties properties) {
        if (this == MARIADB && !delegateUrl.contains(LOCAL_INFILE) && properties.getProperty(LOCAL_INFILE) == null) {
            properties.setProperty(LOCAL_INFILE, "false");
        }
    }
}

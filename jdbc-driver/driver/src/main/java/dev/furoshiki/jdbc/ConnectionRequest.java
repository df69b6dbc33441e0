package dev.furoshiki.jdbc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A URL and its properties, taken apart into what is ours and what is the delegate's.
 *
 * @param delegateUrl such as {@code jdbc:postgresql:…}, with every parameter that is not ours
 * @param delegateProperties those that are not ours; may hold the database's password, so it is never shown
 * @param own ours
 */
record ConnectionRequest(String delegateUrl, Properties delegateProperties, PropertyValues own) {

    static final String PREFIX = "jdbc:furoshiki:";

    static boolean isOurs(String url) {
        return url.startsWith(PREFIX);
    }

    static ConnectionRequest parse(String url, Properties properties) throws DriverPropertyException {
        UrlForm form = UrlForm.of(url.substring(PREFIX.length()));
        PropertyValues own = new PropertyValues();
        String delegateUrl = "jdbc:" + withoutOwn(form, url.substring(PREFIX.length()), own);
        Properties delegateProperties = new Properties();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(DriverProperty.PREFIX)) {
                own.put(name, properties.getProperty(name));
            } else {
                delegateProperties.setProperty(name, properties.getProperty(name));
            }
        }
        refuseOthers(properties);
        form.refuseRunningSql(delegateUrl, delegateProperties);
        form.addDefaults(delegateUrl, delegateProperties);
        return new ConnectionRequest(delegateUrl, delegateProperties, own);
    }

    /** A property of ours that is no text would go unnoticed. */
    private static void refuseOthers(Properties properties) throws DriverPropertyException {
        for (Map.Entry<Object, Object> entry : properties.entrySet()) {
            if (entry.getKey() instanceof String name
                    && name.startsWith(DriverProperty.PREFIX)
                    && !(entry.getValue() instanceof String)) {
                throw new DriverPropertyException(name + " is not text; use Properties.setProperty");
            }
        }
    }

    private static String withoutOwn(UrlForm form, String url, PropertyValues own) throws DriverPropertyException {
        List<String> kept = new ArrayList<>();
        for (String parameter : form.parameters(url)) {
            int equals = parameter.indexOf('=');
            String name = form.name(parameter, equals);
            if (!name.startsWith(DriverProperty.PREFIX)) {
                kept.add(parameter);
            } else {
                own.put(name, equals < 0 ? "" : decode(parameter.substring(equals + 1)));
            }
        }
        return form.url(url, kept);
    }

    /** Percent-encoding as RFC 3986 has it: a plus sign is a plus sign. */
    static String decode(String text) throws DriverPropertyException {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new DriverPropertyException(
                    "the URL has a % that two hexadecimal digits do not follow; write a percent sign as %25");
        }
    }

    /** The URL without any parameter: fit to be shown. */
    String shownUrl() {
        return shownUrl(delegateUrl);
    }

    /** Ours for a URL of the plain driver, without any parameter. */
    static String shownUrl(String plainUrl) {
        String address = plainUrl.substring("jdbc:".length());
        return PREFIX + UrlForm.address(address);
    }

    /** Equal where connections can share keys and catalogue. */
    Object databaseKey() {
        return new OpenDatabase.Key(shownUrl(), own.asMap());
    }

    @Override
    public String toString() {
        return shownUrl();
    }
}

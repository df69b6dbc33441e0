package dev.furoshiki.jdbc.annotation.processing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of the index: a policy file of the driver, with the source of each column. What is read is only what was written
 * here, by an earlier compilation of a part of the same classes. Stateless.
 */
final class ColumnIndex {

    static final String RESOURCE = "META-INF/furoshiki/encrypted-columns.yaml";

    private static final String HEADING = "# Written by Furoshiki's annotation processor, from @Encrypted.\ntables:\n";
    private static final String TABLE = "  ";
    private static final String COLUMN = "    ";
    private static final String OPTION = "      ";

    private ColumnIndex() {}

    /** In the order of their names, so that equal code gives equal bytes. */
    static String write(Collection<ColumnDeclaration> columns) {
        Map<String, Map<String, ColumnDeclaration>> tables = new TreeMap<>();
        for (ColumnDeclaration column : columns) {
            tables.computeIfAbsent(column.table(), name -> new TreeMap<>()).put(column.column(), column);
        }
        StringBuilder text = new StringBuilder(HEADING);
        tables.forEach((table, byName) -> {
            text.append(TABLE).append(quoted(table)).append(":\n");
            byName.values().forEach(column -> write(column, text));
        });
        return text.toString();
    }

    private static void write(ColumnDeclaration column, StringBuilder text) {
        text.append(COLUMN).append(quoted(column.column())).append(":\n");
        option(text, "type", column.type());
        option(text, "key", column.key());
        option(text, "cellType", column.cellType());
        option(text, "index", column.index());
        if (!column.domain().isEmpty()) {
            option(text, "domain", column.domain());
        }
        option(text, "source", column.source());
    }

    private static void option(StringBuilder text, String name, String value) {
        text.append(OPTION).append(name).append(": ").append(quoted(value)).append('\n');
    }

    /** A string of YAML in double quotes, in which JSON's escapes hold. */
    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    static List<ColumnDeclaration> read(String text) {
        List<ColumnDeclaration> columns = new ArrayList<>();
        String table = "";
        String column = "";
        Map<String, String> options = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith(OPTION)) {
                int colon = line.indexOf(':');
                options.put(line.substring(OPTION.length(), colon), unquoted(line.substring(colon + 2)));
            } else {
                add(columns, table, column, options);
                if (line.startsWith(COLUMN)) {
                    column = unquoted(line.substring(COLUMN.length(), line.length() - 1));
                } else if (line.startsWith(TABLE)) {
                    table = unquoted(line.substring(TABLE.length(), line.length() - 1));
                }
            }
        }
        add(columns, table, column, options);
        return columns;
    }

    private static void add(List<ColumnDeclaration> columns, String table, String column, Map<String, String> options) {
        if (options.isEmpty()) {
            return;
        }
        columns.add(new ColumnDeclaration(
                table,
                column,
                options.getOrDefault("type", ""),
                options.getOrDefault("key", ""),
                options.getOrDefault("cellType", ""),
                options.getOrDefault("index", ""),
                options.getOrDefault("domain", ""),
                options.getOrDefault("source", "")));
        options.clear();
    }

    private static String unquoted(String quoted) {
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c == '\\' && quoted.charAt(i + 1) == 'u') {
                value.append((char) Integer.parseInt(quoted.substring(i + 2, i + 6), 16));
                i += 5;
            } else if (c == '\\') {
                value.append(quoted.charAt(++i));
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }
}

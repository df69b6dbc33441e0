package dev.furoshiki.jdbc.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Questions that several servers answer in the same shape. Stateless. */
final class SchemaQuestions {

    private SchemaQuestions() {}

    /** The texts in the columns of every row. */
    static List<List<@Nullable String>> rows(Connection plain, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = plain.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<List<@Nullable String>> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    List<@Nullable String> row = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(rows.getString(i));
                    }
                    found.add(row);
                }
            }
            return found;
        }
    }

    /** The texts in the first column. */
    static Set<String> texts(Connection plain, String sql, String... parameters) throws SQLException {
        Set<String> texts = new TreeSet<>();
        for (List<@Nullable String> row : rows(plain, sql, parameters)) {
            String text = row.get(0);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /**
     * Columns by table.
     *
     * @param sql with two parameters, schema and table; it gives name, place, type, NOT NULL, default, identity, listed
     */
    static Map<TableName, List<ServerColumn>> columns(Connection plain, String sql, Collection<TableName> tables)
            throws SQLException {
        Map<TableName, List<ServerColumn>> found = new LinkedHashMap<>();
        if (tables.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = plain.prepareStatement(sql)) {
            for (TableName table : tables) {
                statement.setString(1, table.schema());
                statement.setString(2, table.table());
                List<ServerColumn> columns = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        columns.add(new ServerColumn(
                                rows.getString(1),
                                rows.getInt(2),
                                rows.getString(3),
                                rows.getBoolean(4),
                                rows.getBoolean(5),
                                rows.getBoolean(6),
                                rows.getBoolean(7)));
                    }
                }
                if (!columns.isEmpty()) {
                    found.put(table, List.copyOf(columns));
                }
            }
        }
        return found;
    }

    /** A relation that is defined by a text: a view. In it the server writes every table with its schema. */
    record Defined(TableName name, @Nullable String definition) {

        boolean isHidden() {
            return definition == null || definition.isBlank();
        }

        /** A text that the server does not show may name any table. */
        boolean mayName(ServerKind server, TableName table) {
            return isHidden() || lower(String.valueOf(definition)).contains(lower(server.quoted(table)));
        }
    }

    /** Those whose texts name one of the tables, or one that does. */
    static Set<Defined> reaching(ServerKind server, Collection<TableName> tables, List<Defined> relations) {
        Set<TableName> reached = new LinkedHashSet<>(tables);
        Set<Defined> reaching = new LinkedHashSet<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Defined relation : relations) {
                boolean reaches = !reached.contains(relation.name())
                        && reached.stream().anyMatch(table -> relation.mayName(server, table));
                if (reaches) {
                    reaching.add(relation);
                    reached.add(relation.name());
                    grown = true;
                }
            }
        }
        return reaching;
    }

    /**
     * All that reaches one of the tables.
     *
     * @param always lower-case names of what may reach any
     * @param others relations that are defined by a text, and are no views
     * @param views with the texts that the server shows
     */
    static ServerSchema.Reaching reaching(
            ServerKind server,
            Collection<TableName> tables,
            Set<String> always,
            List<Defined> others,
            List<Defined> views,
            ColumnsOfViews columns)
            throws SQLException {
        List<Defined> relations = new ArrayList<>(others);
        relations.addAll(views);
        Set<String> names = new TreeSet<>(always);
        Set<String> unfollowed = new TreeSet<>(always);
        List<Defined> followed = new ArrayList<>();
        for (Defined relation : reaching(server, tables, relations)) {
            String name = lower(relation.name().table());
            names.add(name);
            if (others.contains(relation) || relation.isHidden()) {
                unfollowed.add(name);
            } else {
                followed.add(relation);
            }
        }
        followed.removeIf(view -> unfollowed.contains(lower(view.name().table())));
        Map<TableName, List<ServerColumn>> found =
                columns.of(followed.stream().map(Defined::name).toList());
        Map<TableName, ViewDefinition> definitions = new HashMap<>();
        for (Defined view : followed) {
            List<String> columnNames = found.getOrDefault(view.name(), List.of()).stream()
                    .map(ServerColumn::name)
                    .toList();
            definitions.put(view.name(), new ViewDefinition(columnNames, String.valueOf(view.definition())));
        }
        return new ServerSchema.Reaching(names, definitions);
    }

    /** Asks for the columns of views. */
    @FunctionalInterface
    interface ColumnsOfViews {
        Map<TableName, List<ServerColumn>> of(Collection<TableName> views) throws SQLException;
    }

    /** Whether a word of the text is the name, in whatever quotes. */
    static boolean names(String text, String name) {
        String lowerText = lower(text);
        String lowerName = lower(name);
        for (int at = lowerText.indexOf(lowerName); at >= 0; at = lowerText.indexOf(lowerName, at + 1)) {
            int end = at + lowerName.length();
            boolean starts = at == 0 || !Character.isJavaIdentifierPart(lowerText.charAt(at - 1));
            boolean ends = end == lowerText.length() || !Character.isJavaIdentifierPart(lowerText.charAt(end));
            if (starts && ends) {
                return true;
            }
        }
        return false;
    }

    static String lower(String text) {
        return text.toLowerCase(java.util.Locale.ROOT);
    }
}

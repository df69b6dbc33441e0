package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.catalog.ViewDefinition;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.guard.Guard;
import dev.furoshiki.jdbc.sql.lineage.ViewColumns;
import dev.furoshiki.jdbc.sql.parse.TreeParser;
import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.text.MySqlSyntax;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The views of a catalogue whose definitions can be followed; naming one of the others is refused. Stateless. */
final class Views {

    private Views() {}

    /** MySQL writes them in backticks always; how it writes a backslash depends on what nobody tells. */
    private static Syntax ofDefinitions(Syntax session) {
        return session.dialect() == Dialect.MYSQL ? MySqlSyntax.DEFAULT : session;
    }

    /** The names of a catalogue, with the columns of all such views: those over views, too. */
    static CatalogNames names(Catalog catalog, Syntax syntax) {
        Map<TableName, TableColumns> known = new HashMap<>();
        boolean more = !catalog.views().isEmpty();
        while (more) {
            more = false;
            CatalogNames names = new CatalogNames(catalog, syntax, known);
            for (Map.Entry<TableName, ViewDefinition> view : catalog.views().entrySet()) {
                if (!known.containsKey(view.getKey())) {
                    Optional<TableColumns> columns = columns(view.getKey(), view.getValue(), names, syntax);
                    columns.ifPresent(found -> known.put(view.getKey(), found));
                    more |= columns.isPresent();
                }
            }
        }
        return new CatalogNames(catalog, syntax, known);
    }

    @SuppressWarnings("UnusedException") // what cannot be followed is refused where it is named
    private static Optional<TableColumns> columns(
            TableName view, ViewDefinition definition, CatalogNames names, Syntax session) {
        Syntax syntax = ofDefinitions(session);
        try {
            List<SqlText> statements = SqlText.statements(definition.text(), syntax);
            boolean escapes =
                    syntax.dialect() == Dialect.MYSQL && definition.text().indexOf('\\') >= 0;
            if (statements.size() != 1 || escapes) {
                return Optional.empty();
            }
            SqlText text = statements.get(0);
            Guard.of(syntax.dialect())
                    .routines()
                    .requireKnown(text, names.catalog().declaredRoutines());
            return ViewColumns.of(
                    view,
                    definition.columns(),
                    text,
                    TreeParser.read(text),
                    names,
                    index -> TreeParser.isNoColumn(text, index));
        } catch (SQLException | StackOverflowError unread) {
            return Optional.empty();
        }
    }
}

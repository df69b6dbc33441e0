package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.CatalogOptions;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.ServerKind;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.sql.StatementAnalyzer;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.text.Dialect;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Statements that are planned and never sent, over a catalogue of one table that there is nowhere: they make the JVM load what
 * planning needs, which takes a fresh one longer than the planning. Stateless.
 */
final class Rehearsal {

    private static final String TABLE = "rehearsed";
    private static final String COLUMN = "held";

    private static final List<String> STATEMENTS = List.of(
            "SELECT r.id, r.held FROM rehearsed r WHERE r.held = ? AND r.id > 1 ORDER BY r.id",
            "INSERT INTO rehearsed (id, held) VALUES (?, ?)",
            "UPDATE rehearsed SET held = ? WHERE id = ?");

    private Rehearsal() {}

    /** What is planned; of no use to anybody but a test. */
    static List<StatementPlan> of(Syntax syntax) throws SQLException {
        StatementAnalyzer analyzer = new StatementAnalyzer(syntax);
        Catalog catalog = catalog(syntax);
        List<StatementPlan> plans = new ArrayList<>();
        for (String statement : STATEMENTS) {
            plans.add(analyzer.analyze(statement, catalog));
        }
        return plans;
    }

    private static Catalog catalog(Syntax syntax) {
        TableName name = new TableName(CatalogOptions.DEFAULT_SCHEMA, stored(TABLE, syntax));
        String column = stored(COLUMN, syntax);
        EncryptedColumn held = new EncryptedColumn(
                name,
                column,
                LogicalType.parse(ServerKind.POSTGRESQL, "varchar(20)").orElseThrow(),
                CellType.RANDOMIZED,
                IndexType.EQUALITY,
                new Domain(column, "0".repeat(32), "alias/" + column));
        TableColumns table = new TableColumns(name, List.of(stored("id", syntax), column), Map.of(column, held));
        return new Catalog("0".repeat(32), 1, Map.of(name, table), Map.of(), Set.of(), Set.of());
    }

    private static String stored(String name, Syntax syntax) {
        return syntax.dialect() == Dialect.H2 ? name.toUpperCase(Locale.ROOT) : name;
    }
}

package dev.furoshiki.benchmarks.micro;

import dev.furoshiki.benchmarks.subject.KeyService;
import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.TableColumns;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.sql.StatementAnalyzer;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.text.PostgresSyntax;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The plan of a text that was analysed before: what the analysis adds to every repeated statement. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before all else
public class CachedPlan {

    private static final TableName TABLE = new TableName("public", "customers");
    private static final String REWRITTEN = "select id, name, remark from customers where name = ?";
    private static final String PASS_THROUGH = "select name, area from regions where id = ?";

    private final StatementAnalyzer analyzer = new StatementAnalyzer(new PostgresSyntax());
    private Catalog catalog;

    @Setup
    public void setUp() throws SQLException {
        Domain domain = new Domain("public.customers.name", "00112233445566778899aabbccddeeff", KeyService.ALIAS);
        EncryptedColumn name = new EncryptedColumn(
                TABLE,
                "name",
                LogicalType.parse("varchar(25)").orElseThrow(),
                CellType.RANDOMIZED,
                IndexType.EQUALITY,
                domain);
        catalog = new Catalog(
                "0".repeat(32),
                1,
                Map.of(TABLE, new TableColumns(TABLE, List.of("id", "name", "remark"), Map.of("name", name))),
                Map.of(),
                Set.of(),
                Set.of());
        if (!(rewritten() instanceof StatementPlan.Rewritten)
                || !(passThrough() instanceof StatementPlan.PassThrough)) {
            throw new IllegalStateException("these are not the plans that are meant");
        }
    }

    @Benchmark
    public StatementPlan rewritten() throws SQLException {
        return analyzer.analyze(REWRITTEN, catalog);
    }

    @Benchmark
    public StatementPlan passThrough() throws SQLException {
        return analyzer.analyze(PASS_THROUGH, catalog);
    }
}

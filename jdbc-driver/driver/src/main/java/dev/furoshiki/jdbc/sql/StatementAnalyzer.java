package dev.furoshiki.jdbc.sql;

import dev.furoshiki.jdbc.catalog.Annotation;
import dev.furoshiki.jdbc.catalog.Catalog;
import dev.furoshiki.jdbc.catalog.CatalogChange;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.sql.guard.CatalogNames;
import dev.furoshiki.jdbc.sql.guard.Guard;
import dev.furoshiki.jdbc.sql.guard.StatementKind;
import dev.furoshiki.jdbc.sql.lineage.Lineage;
import dev.furoshiki.jdbc.sql.parse.TreeParser;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.refusal.UnsupportedStatementException;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import dev.furoshiki.jdbc.sql.text.SyntaxErrors;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a statement's text into its plan. Thread-safe.
 *
 * <p>First the tokens: a statement of a known kind that calls known routines only, and in which no name is that of an
 * encrypted table, is sent as it was written. The others are read into a tree, and every name, constant and parameter in it is
 * followed to what it is of; where none is of an encrypted table, they are sent as well, else edits are spliced into the
 * original text. All that cannot be followed is refused.
 */
public final class StatementAnalyzer {

    private static final StatementPlan PASS_THROUGH = new StatementPlan.PassThrough();

    private final Syntax syntax;
    private final Guard guard;
    private final PlanCache plans = new PlanCache();
    private volatile @Nullable CatalogNames lastNames;

    /** An analyzer of texts that a server reads by that syntax, with a cache of plans of its own. */
    public StatementAnalyzer(Syntax syntax) {
        this.syntax = syntax;
        this.guard = Guard.of(syntax.dialect());
    }

    /** Whether a text is {@code EXPLAIN ENCRYPTION}, whatever it is that is to be explained. */
    public static boolean explainsEncryption(String sql, Syntax syntax) {
        return ExplainEncryption.explained(sql, syntax).isPresent();
    }

    /**
     * The plan of one text, which may hold several statements where all of them are sent as they are.
     *
     * @throws UnsupportedStatementException (0A000) when what reaches an encrypted column cannot be proved safe
     * @throws java.sql.SQLSyntaxErrorException (42601) when it may name an encrypted table and cannot be parsed; (42703) when
     *     it names a column that an encrypted table does not have
     * @throws dev.furoshiki.jdbc.catalog.CatalogException when an {@code ENCRYPTED WITH} clause cannot be carried out
     */
    @SuppressWarnings("UnusedException") // whose stack says nothing
    public StatementPlan analyze(String sql, Catalog catalog) throws SQLException {
        StatementPlan known = plans.get(sql, catalog);
        if (known != null) {
            return known;
        }
        Optional<String> explained = ExplainEncryption.explained(sql, syntax);
        if (explained.isPresent()) {
            return new StatementPlan.Explained(explained.get());
        }
        List<SqlText> statements = SqlText.statements(sql, syntax);
        StatementPlan alike = statements.size() == 1 ? plans.get(statements.get(0), catalog) : null;
        if (alike != null) {
            return alike;
        }
        StatementPlan plan;
        try {
            plan = plan(statements, names(catalog));
        } catch (StackOverflowError tooDeep) {
            throw SyntaxErrors.at(0, "a statement here is nested too deeply to be analysed, so it was not sent");
        }
        plans.put(sql, statements, catalog, plan);
        return plan;
    }

    @SuppressWarnings("ReferenceEquality") // the usual case, before the whole catalogues are compared
    private CatalogNames names(Catalog catalog) {
        CatalogNames last = lastNames;
        if (last != null && (last.catalog() == catalog || last.catalog().equals(catalog))) {
            return last;
        }
        CatalogNames made = Views.names(catalog, syntax);
        lastNames = made;
        return made;
    }

    private StatementPlan plan(List<SqlText> statements, CatalogNames names) throws SQLException {
        for (SqlText statement : statements) {
            StatementPlan plan = plan(statement, names);
            if (plan instanceof StatementPlan.PassThrough) {
                continue;
            }
            if (statements.size() > 1) {
                throw new UnsupportedStatementException(
                        "one of several statements in a text is over an encrypted table;"
                                + " execute each by itself. None was sent");
            }
            return plan;
        }
        return PASS_THROUGH;
    }

    private StatementPlan plan(SqlText statement, CatalogNames names) throws SQLException {
        ExplainEncryption.requireNone(statement);
        StatementKind kind = guard.kinds().of(statement);
        guard.routines().requireKnown(statement, names.catalog().declaredRoutines());
        if (kind == StatementKind.CREATE_TABLE && DefinitionAnalysis.declaresEncryption(statement)) {
            return new StatementPlan.Definition(TableKeys.in(statement, DefinitionAnalysis.create(statement, names)));
        }
        if (kind == StatementKind.CREATE_TABLE) {
            Optional<CatalogChange> awaited = DefinitionAnalysis.awaited(statement, names);
            if (awaited.isPresent()) {
                return new StatementPlan.Definition(TableKeys.in(statement, awaited.get()));
            }
        }
        requireTemporaryKept(statement, names);
        requireSchemasKept(statement, names);
        requireOneCatalogue(statement, names);
        List<Integer> suspects = names.suspects(statement);
        if (suspects.isEmpty() || DefinitionAnalysis.areHarmless(statement, suspects)) {
            return PASS_THROUGH;
        }
        Optional<StatementPlan> definition = PlainDefinitions.plan(statement, names);
        if (definition.isPresent()) {
            return definition.get();
        }
        if (guard.places().areKnownIn(statement)
                && suspects.stream().allMatch(suspect -> guard.places().isColumn(statement, suspect))) {
            return PASS_THROUGH;
        }
        if (kind == StatementKind.DROP_TABLE && names.areAllAwaited(statement, suspects)) {
            return PASS_THROUGH; // DROP TABLE IF EXISTS, before it is made
        }
        for (int suspect : suspects) {
            Optional<Annotation> awaited = names.awaited(statement.name(suspect));
            if (awaited.isPresent()) {
                throw Refusals.awaited(awaited.get());
            }
        }
        Optional<CatalogChange> view =
                kind == StatementKind.OTHER ? ViewChanges.of(statement, names) : Optional.empty();
        if (view.isPresent()) {
            return new StatementPlan.Definition(view.get());
        }
        return switch (kind) {
            case SELECT, INSERT, UPDATE, DELETE, MERGE -> parsed(statement, names);
            case DROP_TABLE -> new StatementPlan.Definition(DefinitionAnalysis.drop(statement, names));
            case CREATE_TABLE -> {
                Optional<CatalogChange> temporary = TemporaryCreation.of(statement, names);
                yield temporary.isPresent()
                        ? new StatementPlan.Definition(temporary.get())
                        : plainOrRefused(statement, suspects, names);
            }
            case OTHER -> explainedOrRefused(statement, names);
        };
    }

    /** EXPLAIN of a statement is of the one that is sent in its place. */
    private static StatementPlan explainedOrRefused(SqlText statement, CatalogNames names) throws SQLException {
        int first = Explanation.explained(statement);
        if (first < 0) {
            throw Refusals.name(names.firstSuspect(statement), Refusals.PLAIN_DRIVER);
        }
        SqlText inner =
                new SqlText(statement.text(), statement.tokens().subList(first, statement.size()), statement.syntax());
        StatementPlan plan = parsed(inner, names);
        return plan instanceof StatementPlan.Rewritten rewritten ? Explanation.of(rewritten, first) : plan;
    }

    /** PostgreSQL's DISCARD drops temporary tables that no statement names. */
    private static void requireTemporaryKept(SqlText statement, CatalogNames names)
            throws UnsupportedStatementException {
        if (statement.isWord(0, "DISCARD") && names.isSchema(TableName.TEMPORARY_SCHEMA)) {
            throw new UnsupportedStatementException(
                    "DISCARD may drop temporary tables with encrypted columns, of which this connection has some; drop them"
                            + " by DROP TABLE. The statement was not sent");
        }
    }

    private static void requireSchemasKept(SqlText statement, CatalogNames names) throws UnsupportedStatementException {
        if (!statement.isAnyWord(0, "ALTER", "DROP") || !statement.isAnyWord(1, "SCHEMA", "DATABASE")) {
            return;
        }
        for (int i = 2; i < statement.size(); i++) {
            if (statement.isName(i) && names.isSchema(statement.name(i))) {
                throw Refusals.schema(statement.name(i));
            }
        }
    }

    private static void requireOneCatalogue(SqlText statement, CatalogNames names)
            throws UnsupportedStatementException {
        for (int i = 0; i < statement.size(); i++) {
            if (names.isOfOtherCatalogue(statement, i)) {
                throw Refusals.otherCatalogue(statement.name(i));
            }
        }
    }

    private static StatementPlan plainOrRefused(SqlText statement, List<Integer> suspects, CatalogNames names)
            throws UnsupportedStatementException {
        if (DefinitionAnalysis.isPlain(statement, suspects)) {
            return PASS_THROUGH;
        }
        throw Refusals.name(names.firstSuspect(statement), Refusals.PLAIN_DRIVER);
    }

    private static StatementPlan parsed(SqlText statement, CatalogNames names) throws SQLException {
        return Lineage.analyze(
                        statement, TreeParser.read(statement), names, index -> TreeParser.isNoColumn(statement, index))
                .<StatementPlan>map(rewritten -> rewritten)
                .orElse(PASS_THROUGH);
    }

    /** For tests: whether any key of the cache holds that. */
    boolean anyKeyContains(String piece) {
        return plans.anyKeyContains(piece);
    }

    @Override
    public String toString() {
        return "StatementAnalyzer[" + syntax + "]";
    }
}

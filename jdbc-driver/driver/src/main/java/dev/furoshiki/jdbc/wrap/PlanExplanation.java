package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.catalog.CatalogSession;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.DefinitionPreview;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.ParameterUse;
import dev.furoshiki.jdbc.explanation.ColumnEncryption;
import dev.furoshiki.jdbc.explanation.EncryptedForm;
import dev.furoshiki.jdbc.explanation.EncryptionExplanation;
import dev.furoshiki.jdbc.explanation.ExplainedParameter;
import dev.furoshiki.jdbc.explanation.ExplainedParameter.Origin;
import dev.furoshiki.jdbc.explanation.ExplainedParameter.Use;
import dev.furoshiki.jdbc.explanation.ExplainedResultColumn;
import dev.furoshiki.jdbc.sql.plan.LiteralValue;
import dev.furoshiki.jdbc.sql.plan.ParameterBinding;
import dev.furoshiki.jdbc.sql.plan.ResultColumn;
import dev.furoshiki.jdbc.sql.plan.StatementPlan;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Definition;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.PassThrough;
import dev.furoshiki.jdbc.sql.plan.StatementPlan.Rewritten;
import dev.furoshiki.jdbc.sql.text.SqlText;
import dev.furoshiki.jdbc.sql.text.Syntax;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Tells the user what a plan says. Stateless. */
final class PlanExplanation {

    private PlanExplanation() {}

    /**
     * What would be done.
     *
     * @param text that the plan is of
     * @throws SQLException what the statement's execution would throw before anything is sent
     */
    static EncryptionExplanation of(String text, StatementPlan plan, Syntax syntax, CatalogSession catalog)
            throws SQLException {
        if (plan instanceof PassThrough) {
            return new EncryptionExplanation.PassesThrough(text.stripLeading());
        }
        if (plan instanceof Rewritten rewritten) {
            return rewritten(text, rewritten, syntax);
        }
        DefinitionPreview preview = catalog.preview(((Definition) plan).change());
        return new EncryptionExplanation.Definition(
                preview.statements().stream().map(String::stripLeading).toList(),
                preview.columns().stream().map(PlanExplanation::encryption).toList());
    }

    static EncryptionExplanation.Refused refused(SQLException refusal) {
        return new EncryptionExplanation.Refused(
                Objects.requireNonNullElse(refusal.getSQLState(), ""),
                Objects.requireNonNullElse(refusal.getMessage(), ""));
    }

    private static EncryptionExplanation rewritten(String text, Rewritten plan, Syntax syntax) throws SQLException {
        LiteralValue.of(text, plan.literals(), syntax); // throws where one cannot be read
        List<Integer> literals = new ArrayList<>();
        if (!plan.literals().isEmpty()) {
            SqlText statement = SqlText.statements(text, syntax).get(0);
            plan.literals().forEach(literal -> literals.add(statement.start(literal.first()) + 1));
        }
        List<ExplainedParameter> parameters = new ArrayList<>();
        for (ParameterBinding binding : plan.parameters()) {
            int literal = binding.position() - plan.applicationParameters();
            Origin origin = literal > 0 ? Origin.LITERAL : Origin.PARAMETER;
            int originPosition = literal > 0 ? literals.get(literal - 1) : binding.position();
            parameters.add(parameter(parameters.size() + 1, origin, originPosition, binding));
        }
        return new EncryptionExplanation.Rewritten(
                plan.sql().stripLeading(), parameters, resultColumns(plan.resultColumns()));
    }

    private static ExplainedParameter parameter(
            int position, Origin origin, int originPosition, ParameterBinding binding) {
        if (binding instanceof ParameterBinding.Cell cell) {
            return new ExplainedParameter(
                    position,
                    origin,
                    originPosition,
                    cell(cell.column()),
                    false,
                    Optional.of(use(cell.use())),
                    Optional.of(encryption(cell.column())));
        }
        if (binding instanceof ParameterBinding.EqualityIndex index) {
            return new ExplainedParameter(
                    position,
                    origin,
                    originPosition,
                    EncryptedForm.EQUALITY_INDEX,
                    false,
                    Optional.of(use(index.use())),
                    Optional.of(encryption(index.column())));
        }
        if (binding instanceof ParameterBinding.ComparedArray array) {
            EncryptedForm form = cell(array.column());
            return new ExplainedParameter(
                    position,
                    origin,
                    originPosition,
                    form == EncryptedForm.DETERMINISTIC_CELL ? form : EncryptedForm.EQUALITY_INDEX,
                    true,
                    Optional.of(Use.COMPARED),
                    Optional.of(encryption(array.column())));
        }
        return new ExplainedParameter(
                position, origin, originPosition, EncryptedForm.PLAIN, false, Optional.empty(), Optional.empty());
    }

    /** Behind columns whose number is not known the others are counted from the right. */
    private static List<ExplainedResultColumn> resultColumns(List<ResultColumn> planned) {
        List<ExplainedResultColumn> columns = new ArrayList<>();
        boolean open = false;
        for (int i = 0; i < planned.size(); i++) {
            ResultColumn column = planned.get(i);
            int position = open ? i - planned.size() : i + 1;
            boolean several = column instanceof ResultColumn.PlainColumns;
            open |= several;
            columns.add(new ExplainedResultColumn(
                    position,
                    several,
                    column instanceof ResultColumn.Cell cell
                            ? Optional.of(encryption(cell.column()))
                            : Optional.empty()));
        }
        return columns;
    }

    private static Use use(ParameterUse use) {
        return use == ParameterUse.STORED ? Use.STORED : Use.COMPARED;
    }

    private static EncryptedForm cell(EncryptedColumn column) {
        return column.cellType() == CellType.DETERMINISTIC
                ? EncryptedForm.DETERMINISTIC_CELL
                : EncryptedForm.RANDOMIZED_CELL;
    }

    private static ColumnEncryption encryption(EncryptedColumn column) {
        return new ColumnEncryption(
                column.table().schema(),
                column.table().table(),
                column.name(),
                column.type().declaration(),
                cell(column),
                column.indexType() == IndexType.EQUALITY,
                column.domain().name(),
                column.domain().keyId());
    }
}

package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogException.KeyUnavailableException;
import dev.furoshiki.jdbc.catalog.CatalogException.PolicyException;
import dev.furoshiki.jdbc.catalog.CatalogException.UndeclaredColumnException;
import dev.furoshiki.jdbc.catalog.CatalogException.UnpreparedColumnException;
import dev.furoshiki.jdbc.catalog.ColumnPreparation.Missing;
import dev.furoshiki.jdbc.catalog.Manifest.ColumnEntry;
import dev.furoshiki.jdbc.catalog.Manifest.DomainEntry;
import dev.furoshiki.key.KmsException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds a policy against the database and the manifest when the catalogue is opened, and adds what may be added. */
final class PolicyApplication {

    private final CatalogDialect dialect;
    private final Connection plain;
    private final List<Annotation> policy;
    private final CatalogOptions options;
    private final CatalogWriter writer;

    PolicyApplication(
            CatalogDialect dialect,
            Connection plain,
            List<Annotation> policy,
            CatalogOptions options,
            CatalogWriter writer) {
        this.dialect = dialect;
        this.plain = plain;
        this.policy = policy;
        this.options = options;
        this.writer = writer;
    }

    /** Gives the snapshot itself, or the one after the entries that it lacked were added. */
    CatalogSnapshot apply(CatalogSnapshot snapshot) throws SQLException {
        Map<TableName, List<ServerColumn>> present = dialect.schema()
                .columns(
                        plain, policy.stream().map(Annotation::table).distinct().toList());
        List<Annotation> lacking = new ArrayList<>();
        for (Annotation annotation : policy) {
            if (options.awaits() && !present.containsKey(annotation.table())) {
                continue;
            }
            requireExisting(annotation, present);
            Optional<ColumnEntry> entry = snapshot.manifest().column(annotation.table(), annotation.column());
            if (entry.isPresent()) {
                AnnotationRules.requireEqual(
                        annotation,
                        AnnotationRules.annotation(entry.get(), snapshot.manifest()),
                        AnnotationRules.place(entry.get(), snapshot.manifest()));
            } else {
                lacking.add(annotation);
            }
        }
        return lacking.isEmpty() ? snapshot : add(snapshot, lacking, present);
    }

    private void requireExisting(Annotation annotation, Map<TableName, List<ServerColumn>> present)
            throws SQLException {
        List<ServerColumn> columns = present.get(annotation.table());
        if (columns == null) {
            String table = annotation.table().toString();
            throw new PolicyException(
                    annotation.source() + ": table " + table + " does not exist"
                            + NearestName.hint(table, dialect.schema().tableNames(plain))
                            + "; if it is to be created through this driver, say furoshiki.catalog=createTables"
                            + (AnnotatedClasses.areSourceOf(annotation)
                                    ? "; if the class belongs to another database, say in furoshiki.entities which belong"
                                            + " to this one"
                                    : ""),
                    null);
        }
        List<String> names = columns.stream().map(ServerColumn::name).toList();
        if (!names.contains(annotation.column())) {
            throw new PolicyException(
                    annotation.source() + ": table " + annotation.table() + " has no column " + annotation.column()
                            + NearestName.hint(annotation.column(), names),
                    null);
        }
    }

    private CatalogSnapshot add(
            CatalogSnapshot snapshot, List<Annotation> lacking, Map<TableName, List<ServerColumn>> present)
            throws SQLException {
        if (!options.create()) {
            Annotation first = lacking.get(0);
            throw new UndeclaredColumnException(first.source() + ": column " + first.table() + "." + first.column()
                    + " is not in the catalogue (version " + snapshot.manifest().version()
                    + "); to add it, connect once with furoshiki.catalog=create");
        }
        List<Annotation> encrypted = AnnotationRules.together(snapshot.manifest(), lacking);
        for (Annotation annotation : lacking) {
            dialect.uses().requireNone(plain, annotation, encrypted);
        }
        List<Unprepared> unprepared = new ArrayList<>();
        CatalogSnapshot changed = change(snapshot, lacking, present, unprepared);
        if (!unprepared.isEmpty()) {
            throw refused(unprepared);
        }
        return changed;
    }

    private record Unprepared(Annotation annotation, Missing missing) {}

    private CatalogSnapshot change(
            CatalogSnapshot snapshot,
            List<Annotation> lacking,
            Map<TableName, List<ServerColumn>> present,
            List<Unprepared> unprepared)
            throws SQLException {
        try {
            return writer.change(plain, snapshot, lacking, (before, domains) -> {
                unprepared.clear();
                AnnotationRules.requireFitting(lacking, before);
                List<DomainEntry> used = lacking.stream()
                        .map(one -> CatalogWriter.domain(one, domains))
                        .distinct()
                        .toList();
                for (Annotation annotation : lacking) {
                    Missing missing = ColumnPreparation.of(
                            dialect,
                            plain,
                            CatalogWriter.column(annotation, domains),
                            present.getOrDefault(annotation.table(), List.of()));
                    if (!missing.ddl().isEmpty()) {
                        unprepared.add(new Unprepared(annotation, missing));
                    }
                }
                // The domains are kept even so: the statements to run name companions after them.
                List<ColumnEntry> entries = unprepared.isEmpty()
                        ? lacking.stream()
                                .map(one -> CatalogWriter.entry(one, domains))
                                .toList()
                        : List.of();
                boolean nothingNew = entries.isEmpty()
                        && used.stream().allMatch(one -> before.domain(one.id()).isPresent());
                return nothingNew ? before : before.with(used, entries);
            });
        } catch (KeyUnavailableException refused) {
            if (refused.getCause() instanceof KmsException.NotFoundException) {
                throw new PolicyException(lacking.get(0).source() + ": " + refused.getMessage(), refused);
            }
            throw refused;
        }
    }

    private static UnpreparedColumnException refused(List<Unprepared> unprepared) {
        List<String> ddl = new ArrayList<>();
        StringBuilder message = new StringBuilder();
        for (Unprepared one : unprepared) {
            Annotation annotation = one.annotation();
            ddl.addAll(one.missing().ddl());
            message.append(annotation.source())
                    .append(": column ")
                    .append(annotation.table())
                    .append('.')
                    .append(annotation.column())
                    .append(one.missing()
                            .aside()
                            .map(aside -> " holds plaintext, which is moved to column " + aside
                                    + "; copy it back through this driver and then drop that column. ")
                            .orElse(" cannot hold cells yet. "));
        }
        message.append("The driver changes no schema when it connects; run:\n")
                .append(String.join(";\n", ddl))
                .append(';');
        return new UnpreparedColumnException(message.toString(), ddl);
    }
}

package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogException.ContradictionException;
import dev.furoshiki.jdbc.catalog.CatalogException.InvalidAnnotationException;
import dev.furoshiki.jdbc.catalog.Manifest.ColumnEntry;
import dev.furoshiki.jdbc.catalog.Manifest.DomainEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What annotations may ask for, alone, together, and beside what the manifest has. Stateless. */
final class AnnotationRules {

    private AnnotationRules() {}

    static Annotation annotation(ColumnEntry entry, Manifest manifest) {
        DomainEntry domain = manifest.domain(entry.domainId()).orElseThrow();
        return new Annotation(
                entry.table(),
                entry.column(),
                entry.type(),
                domain.keyId(),
                entry.cellType(),
                entry.indexType(),
                domain.name(),
                entry.source());
    }

    /** The columns of the manifest, and those added. */
    static List<Annotation> together(Manifest manifest, List<Annotation> added) {
        List<Annotation> all = new ArrayList<>();
        manifest.columns().forEach(entry -> all.add(annotation(entry, manifest)));
        all.addAll(added);
        return all;
    }

    /** Refuses what cannot be had of one column. */
    static void requirePossible(Annotation annotation) throws InvalidAnnotationException {
        if (annotation.table().table().toLowerCase(Locale.ROOT).startsWith("furoshiki_")) {
            throw invalid(annotation, "furoshiki's own tables cannot be encrypted");
        }
        Optional<String> equalNotSame = annotation.type().equalNotSame();
        if (annotation.cellType() == CellType.DETERMINISTIC && equalNotSame.isPresent()) {
            throw invalid(
                    annotation,
                    "DETERMINISTIC needs one form for equal values, and " + equalNotSame.get()
                            + ", or use TYPE = RANDOMIZED, INDEX = EQUALITY");
        }
        Optional<String> incomparable = annotation.type().incomparable();
        if (isCompared(annotation) && incomparable.isPresent()) {
            throw invalid(annotation, incomparable.get());
        }
        if (annotation.keyId().isBlank()) {
            throw invalid(annotation, "KEY names no key");
        }
    }

    private static boolean isCompared(Annotation annotation) {
        return annotation.cellType() == CellType.DETERMINISTIC || annotation.indexType() == IndexType.EQUALITY;
    }

    /** Whether it is of a text that the server is to compare, and does not say how. */
    static boolean lacksCollation(Annotation annotation) {
        return isCompared(annotation) && annotation.type().lacksCollation();
    }

    /** With a collation of bytes where it lacks one; any other stays unsaid, and is refused. */
    static Annotation collated(Annotation annotation, Optional<String> collation) {
        return lacksCollation(annotation) && collation.isPresent()
                ? annotation.withType(annotation.type().collated(collation.get()))
                : annotation;
    }

    private static InvalidAnnotationException invalid(Annotation annotation, String reason) {
        return new InvalidAnnotationException(
                annotation.source() + ": column " + annotation.table() + "." + annotation.column() + ": " + reason);
    }

    /** Refuses new columns that do not fit the domains they ask for, among themselves and beside the manifest's. */
    static void requireFitting(List<Annotation> added, Manifest manifest)
            throws InvalidAnnotationException, ContradictionException {
        List<Annotation> all = together(manifest, List.of());
        for (Annotation annotation : added) {
            requirePossible(annotation);
            requireDomainKey(annotation, manifest);
            for (Annotation other : all) {
                if (other.domainName().equals(annotation.domainName())) {
                    requireSameDomain(annotation, other);
                }
            }
            all.add(annotation);
        }
    }

    private static void requireDomainKey(Annotation annotation, Manifest manifest) throws ContradictionException {
        Optional<DomainEntry> domain = manifest.domainNamed(annotation.domainName());
        if (domain.isPresent() && !domain.get().keyId().equals(annotation.keyId())) {
            throw new ContradictionException(
                    annotation.source() + " gives domain " + annotation.domainName() + " the key "
                            + annotation.keyId() + ", but the catalogue (version " + manifest.version() + ") has "
                            + domain.get().keyId() + "; a domain has one key");
        }
    }

    private static void requireSameDomain(Annotation annotation, Annotation other)
            throws InvalidAnnotationException, ContradictionException {
        requireSame("key", annotation.keyId(), other.keyId(), annotation, other);
        requireSame("value type", annotation.type().valueType(), other.type().valueType(), annotation, other);
        requireSame("cell type", annotation.cellType(), other.cellType(), annotation, other);
        if (annotation.cellType() == CellType.DETERMINISTIC) {
            requireSame("type", annotation.type().declaration(), other.type().declaration(), annotation, other);
        }
        boolean bothIndexed = annotation.indexType() == IndexType.EQUALITY && other.indexType() == IndexType.EQUALITY;
        if (bothIndexed && annotation.table().equals(other.table())) {
            // The companion is named after the domain, so the second would have the name of the first.
            throw invalid(
                    annotation,
                    "columns " + other.column() + " and " + annotation.column() + " of one table share domain "
                            + annotation.domainName()
                            + " and both ask for INDEX = EQUALITY, whose companion columns would"
                            + " have one name; give one of them a DOMAIN of its own, or TYPE = DETERMINISTIC for both"
                            + " and no INDEX");
        }
    }

    private static void requireSame(String what, Object mine, Object theirs, Annotation annotation, Annotation other)
            throws ContradictionException {
        if (!mine.equals(theirs)) {
            throw new ContradictionException("columns of one domain have one " + what + ", but in domain "
                    + annotation.domainName() + " " + annotation.source() + " declares " + mine + " for "
                    + annotation.table() + "." + annotation.column() + " and " + other.source() + " declares " + theirs
                    + " for " + other.table() + "." + other.column());
        }
    }

    /** Refuses an annotation that says something else of a column than the manifest, or another source, does. */
    static void requireEqual(Annotation annotation, Annotation known, String knownPlace) throws ContradictionException {
        requireEqual("type", annotation.type().declaration(), known.type().declaration(), annotation, knownPlace);
        requireEqual("key", annotation.keyId(), known.keyId(), annotation, knownPlace);
        requireEqual("cell type", annotation.cellType(), known.cellType(), annotation, knownPlace);
        requireEqual("index", annotation.indexType(), known.indexType(), annotation, knownPlace);
        requireEqual("domain", annotation.domainName(), known.domainName(), annotation, knownPlace);
    }

    private static void requireEqual(String what, Object mine, Object theirs, Annotation annotation, String knownPlace)
            throws ContradictionException {
        if (!mine.equals(theirs)) {
            throw new ContradictionException("column " + annotation.table() + "." + annotation.column() + ": "
                    + annotation.source() + " says " + what + " " + mine + ", but " + knownPlace + " says " + theirs
                    + "; make them agree");
        }
    }

    static String place(ColumnEntry entry, Manifest manifest) {
        return "the catalogue (version " + manifest.version() + ", from " + entry.source() + ")";
    }
}

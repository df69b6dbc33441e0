package dev.furoshiki.jdbc.annotation.processing;

import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;

/** The SQL type that a member's own type leaves no doubt of. Stateless. */
final class SqlTypes {

    private static final String[] COLUMN = {"jakarta.persistence.Column", "javax.persistence.Column"};

    private static final Map<String, String> BY_CLASS = Map.ofEntries(
            Map.entry("java.lang.Short", "smallint"),
            Map.entry("java.lang.Integer", "integer"),
            Map.entry("java.lang.Long", "bigint"),
            Map.entry("java.lang.Boolean", "boolean"),
            Map.entry("java.time.LocalDate", "date"),
            Map.entry("java.time.LocalDateTime", "timestamp"),
            Map.entry("java.time.Instant", "timestamp with time zone"),
            Map.entry("java.time.OffsetDateTime", "timestamp with time zone"),
            Map.entry("java.util.UUID", "uuid"),
            Map.entry("byte[]", "bytea"));

    private static final Map<TypeKind, String> PRIMITIVES = Map.of(
            TypeKind.SHORT, "smallint",
            TypeKind.INT, "integer",
            TypeKind.LONG, "bigint",
            TypeKind.BOOLEAN, "boolean");

    private SqlTypes() {}

    static String of(Element member, TypeMirror type, AnnotationMirror encrypted) throws UnclearColumnException {
        Optional<String> written = Mirrors.text(encrypted, "type");
        return written.isPresent() ? written.get() : inferred(member, type);
    }

    private static String inferred(Element member, TypeMirror type) throws UnclearColumnException {
        String name = type.toString().replaceAll("@\\S+\\s", ""); // annotations of the type's use
        Optional<AnnotationMirror> column = Mirrors.findOnMember(member, COLUMN);
        Optional<String> found = Optional.ofNullable(PRIMITIVES.get(type.getKind()))
                .or(() -> Optional.ofNullable(BY_CLASS.get(name)))
                .or(() -> column.flatMap(one -> withModifiers(one, name)));
        return found.orElseThrow(() -> new UnclearColumnException(
                member,
                "the SQL type of a " + name + " does not follow from the code; write it:"
                        + " @Encrypted(type = \"varchar(11)\")"));
    }

    private static Optional<String> withModifiers(AnnotationMirror column, String name) {
        return switch (name) {
            case "java.lang.String" -> Mirrors.number(column, "length").map(length -> "varchar(" + length + ")");
            case "java.math.BigDecimal" ->
                Mirrors.number(column, "precision")
                        .map(precision -> "numeric(" + precision + ","
                                + Mirrors.number(column, "scale").orElse(0) + ")");
            default -> Optional.empty();
        };
    }
}

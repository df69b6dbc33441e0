package dev.furoshiki.jdbc.annotation.processing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

/** The encrypted columns of a class: its own, and those that it inherits into its own table. */
final class Members {

    private static final String ENCRYPTED = "dev.furoshiki.jdbc.annotation.Encrypted";
    private static final String[] JPA_COLUMN = {"jakarta.persistence.Column", "javax.persistence.Column"};
    private static final String[] ELEMENT_COLLECTION = {
        "jakarta.persistence.ElementCollection", "javax.persistence.ElementCollection"
    };
    private static final String SPRING_COLUMN = "org.springframework.data.relational.core.mapping.Column";

    private final Naming naming;
    private final EntityTables tables;

    Members(Naming naming) {
        this.naming = naming;
        this.tables = new EntityTables(naming);
    }

    List<ColumnDeclaration> of(TypeElement type) throws UnclearColumnException {
        Map<Element, AnnotationMirror> members = own(type);
        if (Mirrors.has(type, EntityTables.EMBEDDABLE) && !members.isEmpty()) {
            throw new UnclearColumnException(
                    type,
                    "an embeddable has no table of its own, and each use of it may name its columns otherwise; declare them in"
                            + " the policy file (furoshiki.policy)");
        }
        if (Mirrors.has(type, EntityTables.MAPPED_SUPERCLASS)) {
            return List.of(); // each entity below has them in its own table
        }
        if (EntityTables.isMapped(type)) {
            inherit(type, members);
        }
        if (members.isEmpty()) {
            return List.of();
        }
        List<ColumnDeclaration> columns = new ArrayList<>();
        for (Map.Entry<Element, AnnotationMirror> member : members.entrySet()) {
            columns.add(column(type, tables.of(type, member.getKey()), member.getKey(), member.getValue()));
        }
        return columns;
    }

    private void inherit(TypeElement type, Map<Element, AnnotationMirror> members) {
        boolean repeats = tables.repeatsInherited(type);
        Optional<TypeElement> above = EntityTables.above(type);
        while (above.isPresent() && (repeats || !EntityTables.isMapped(above.get()))) {
            own(above.get()).forEach(members::putIfAbsent);
            above = EntityTables.above(above.get());
        }
    }

    /** A record's components stand for their fields and accessors, which the annotation is on as well. */
    private static Map<Element, AnnotationMirror> own(TypeElement type) {
        List<? extends Element> candidates =
                type.getKind() == ElementKind.RECORD ? type.getRecordComponents() : type.getEnclosedElements();
        Map<Element, AnnotationMirror> own = new LinkedHashMap<>();
        for (Element candidate : candidates) {
            Mirrors.find(candidate, ENCRYPTED).ifPresent(mirror -> own.put(candidate, mirror));
        }
        return own;
    }

    private ColumnDeclaration column(TypeElement type, String table, Element member, AnnotationMirror encrypted)
            throws UnclearColumnException {
        String key = Mirrors.text(encrypted, "key")
                .orElseThrow(
                        () -> new UnclearColumnException(member, "@Encrypted names no key; write key = \"alias/pii\""));
        return new ColumnDeclaration(
                table,
                columnName(member, encrypted),
                SqlTypes.of(member, valueType(member), encrypted),
                key,
                Mirrors.constant(encrypted, "cellType").orElse("RANDOMIZED"),
                Mirrors.constant(encrypted, "index").orElse("NONE"),
                Mirrors.text(encrypted, "domain").orElse(""),
                type.getQualifiedName() + "." + member.getSimpleName());
    }

    private static TypeMirror valueType(Element member) {
        if (member instanceof RecordComponentElement component) {
            return component.asType();
        }
        TypeMirror type = member instanceof ExecutableElement getter ? getter.getReturnType() : member.asType();
        if (isElementCollection(member) && type instanceof DeclaredType collection) {
            List<? extends TypeMirror> arguments = collection.getTypeArguments();
            return arguments.isEmpty() ? type : arguments.get(arguments.size() - 1); // a map's values, not its keys
        }
        return type;
    }

    static boolean isElementCollection(Element member) {
        return Mirrors.has(member, ELEMENT_COLLECTION);
    }

    private String columnName(Element member, AnnotationMirror encrypted) {
        return Mirrors.text(encrypted, "column")
                .or(() -> Mirrors.findOnMember(member, JPA_COLUMN).flatMap(mirror -> Mirrors.text(mirror, "name")))
                .or(() -> Mirrors.findOnMember(member, SPRING_COLUMN).flatMap(mirror -> Mirrors.text(mirror, "value")))
                .orElseGet(() -> naming.name(property(member)));
    }

    /** {@code getFirstName()} and {@code isActive()} are properties of the names {@code firstName} and {@code active}. */
    private static String property(Element member) {
        String name = member.getSimpleName().toString();
        if (!(member instanceof ExecutableElement)) {
            return name;
        }
        String bare = name.replaceFirst("^(get|is)(?=[A-Z])", "");
        return bare.substring(0, 1).toLowerCase(Locale.ROOT) + bare.substring(1);
    }
}

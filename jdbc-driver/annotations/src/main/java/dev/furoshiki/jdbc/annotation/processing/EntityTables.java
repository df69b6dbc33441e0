package dev.furoshiki.jdbc.annotation.processing;

import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;

/**
 * The table that a class's own members are stored in, by {@code @EncryptedTable}, by JPA's annotations (with its three kinds
 * of inheritance) or by Spring Data's.
 */
final class EntityTables {

    static final String[] ENTITY = {"jakarta.persistence.Entity", "javax.persistence.Entity"};
    static final String[] MAPPED_SUPERCLASS = {
        "jakarta.persistence.MappedSuperclass", "javax.persistence.MappedSuperclass"
    };
    static final String[] EMBEDDABLE = {"jakarta.persistence.Embeddable", "javax.persistence.Embeddable"};

    private static final String OWN = "dev.furoshiki.jdbc.annotation.EncryptedTable";
    private static final String[] JPA_TABLE = {"jakarta.persistence.Table", "javax.persistence.Table"};
    private static final String[] INHERITANCE = {"jakarta.persistence.Inheritance", "javax.persistence.Inheritance"};
    private static final String[] COLLECTION_TABLE = {
        "jakarta.persistence.CollectionTable", "javax.persistence.CollectionTable"
    };
    private static final String SPRING_TABLE = "org.springframework.data.relational.core.mapping.Table";

    private final Naming naming;

    EntityTables(Naming naming) {
        this.naming = naming;
    }

    /** Whether the class says by itself that it has a table. */
    static boolean isMapped(TypeElement type) {
        return Mirrors.has(type, OWN) || Mirrors.has(type, ENTITY) || Mirrors.has(type, SPRING_TABLE);
    }

    /** The table of the class's own columns. */
    String of(TypeElement type) throws UnclearColumnException {
        Optional<String> own = Mirrors.find(type, OWN).flatMap(mirror -> Mirrors.text(mirror, "value"));
        if (own.isPresent()) {
            return own.get();
        }
        if (Mirrors.has(type, ENTITY)) {
            TypeElement root = root(type);
            boolean shared = strategy(root).equals("SINGLE_TABLE");
            return jpa(shared ? root : type);
        }
        Optional<AnnotationMirror> spring = Mirrors.find(type, SPRING_TABLE);
        if (spring.isPresent()) {
            String name = Mirrors.text(spring.get(), "value")
                    .or(() -> Mirrors.text(spring.get(), "name"))
                    .orElseGet(() -> naming.name(type));
            return qualified(spring.get(), name);
        }
        throw new UnclearColumnException(
                type,
                type.getQualifiedName()
                        + " has @Encrypted members and no table; write @EncryptedTable(\"name\"), or JPA's or"
                        + " Spring Data's @Table");
    }

    private String jpa(TypeElement entity) {
        Optional<AnnotationMirror> table = Mirrors.find(entity, JPA_TABLE);
        Optional<String> entityName = Mirrors.find(entity, ENTITY)
                .flatMap(mirror -> Mirrors.text(mirror, "name").map(naming::name));
        if (table.isEmpty()) {
            return entityName.orElseGet(() -> naming.name(entity));
        }
        String name = Mirrors.text(table.get(), "name").or(() -> entityName).orElseGet(() -> naming.name(entity));
        return qualified(table.get(), name);
    }

    /** The table of a member of {@code type}: a collection of elements has one of its own. */
    String of(TypeElement type, Element member) throws UnclearColumnException {
        if (!Members.isElementCollection(member)) {
            return of(type);
        }
        Optional<AnnotationMirror> table = Mirrors.find(member, COLLECTION_TABLE);
        String name = table.flatMap(mirror -> Mirrors.text(mirror, "name"))
                .orElseThrow(() -> new UnclearColumnException(
                        member,
                        "a collection of elements needs @CollectionTable(name = \"...\"), whose column is encrypted"));
        return qualified(table.get(), name);
    }

    private static String qualified(AnnotationMirror table, String name) {
        return Mirrors.text(table, "schema").map(schema -> schema + "." + name).orElse(name);
    }

    /** TABLE_PER_CLASS stores what is inherited once more, in the table of each class. */
    boolean repeatsInherited(TypeElement entity) {
        return Mirrors.has(entity, ENTITY) && strategy(root(entity)).equals("TABLE_PER_CLASS");
    }

    private static TypeElement root(TypeElement entity) {
        TypeElement root = entity;
        Optional<TypeElement> above = above(entity);
        while (above.isPresent()) {
            root = Mirrors.has(above.get(), ENTITY) ? above.get() : root;
            above = above(above.get());
        }
        return root;
    }

    private static String strategy(TypeElement root) {
        return Mirrors.find(root, INHERITANCE)
                .flatMap(mirror -> Mirrors.constant(mirror, "strategy"))
                .orElse("SINGLE_TABLE");
    }

    /** The superclass, where it is one that somebody wrote. */
    static Optional<TypeElement> above(TypeElement type) {
        if (!(type.getSuperclass() instanceof DeclaredType declared)) {
            return Optional.empty();
        }
        Element element = declared.asElement();
        return element instanceof TypeElement above && !above.getQualifiedName().contentEquals("java.lang.Object")
                ? Optional.of(above)
                : Optional.empty();
    }
}

package dev.furoshiki.jdbc.annotation.processing;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;

/** Reads annotations by their names, so that whose they are need not be on the processor's class path. Stateless. */
final class Mirrors {

    private Mirrors() {}

    static Optional<AnnotationMirror> find(Element element, String... names) {
        for (String name : names) {
            for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
                if (((TypeElement) mirror.getAnnotationType().asElement())
                        .getQualifiedName()
                        .contentEquals(name)) {
                    return Optional.of(mirror);
                }
            }
        }
        return Optional.empty();
    }

    /** On a member; of a record's component also on its field and its accessor, where annotations go that know no components. */
    static Optional<AnnotationMirror> findOnMember(Element member, String... names) {
        Optional<AnnotationMirror> found = find(member, names);
        if (found.isPresent() || !(member instanceof RecordComponentElement component)) {
            return found;
        }
        ExecutableElement accessor = component.getAccessor();
        Element type = Objects.requireNonNull(accessor.getEnclosingElement());
        return Stream.concat(
                        ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                                .filter(field -> field.getSimpleName().equals(component.getSimpleName())),
                        Stream.of(accessor))
                .flatMap(place -> find(place, names).stream())
                .findFirst();
    }

    static boolean has(Element element, String... names) {
        return find(element, names).isPresent();
    }

    /** What was written for a member; empty where nothing was. */
    static Optional<Object> written(AnnotationMirror mirror, String member) {
        for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
                mirror.getElementValues().entrySet()) {
            if (entry.getKey().getSimpleName().contentEquals(member)) {
                return Optional.of(entry.getValue().getValue());
            }
        }
        return Optional.empty();
    }

    /** A text that was written and is not empty. */
    static Optional<String> text(AnnotationMirror mirror, String member) {
        return written(mirror, member).map(Object::toString).filter(text -> !text.isBlank());
    }

    static Optional<Integer> number(AnnotationMirror mirror, String member) {
        return written(mirror, member).map(Integer.class::cast);
    }

    /** The name of an enum's constant. */
    static Optional<String> constant(AnnotationMirror mirror, String member) {
        return written(mirror, member)
                .map(value -> ((VariableElement) value).getSimpleName().toString());
    }
}

package dev.furoshiki.jdbc.annotation.processing;

import java.util.Locale;
import java.util.Optional;
import javax.lang.model.element.Element;

/** How a table or column is named that no annotation names: the option {@code furoshiki.naming}. */
enum Naming {
    /** {@code firstName} is {@code first_name}: Spring's and Spring Boot's way, and ours where nothing is said. */
    SNAKE_CASE("snake_case") {
        @Override
        String name(String java) {
            return java.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        }
    },
    /** {@code firstName} is {@code firstName}, folded as the database folds it: JPA's own way. */
    AS_IS("as-is") {
        @Override
        String name(String java) {
            return java;
        }
    };

    static final String OPTION = "furoshiki.naming";

    private final String written;

    Naming(String written) {
        this.written = written;
    }

    static Optional<Naming> of(String written) {
        for (Naming naming : values()) {
            if (naming.written.equals(written)) {
                return Optional.of(naming);
            }
        }
        return Optional.empty();
    }

    abstract String name(String java);

    String name(Element element) {
        return name(element.getSimpleName().toString());
    }
}

package dev.furoshiki.jdbc.annotation.processing;

import javax.lang.model.element.Element;

/** The code does not say which column it is, or of which type; becomes an error of the compilation at the element. */
final class UnclearColumnException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Element element;

    UnclearColumnException(Element element, String message) {
        super(message);
        this.element = element;
    }

    Element element() {
        return element;
    }
}

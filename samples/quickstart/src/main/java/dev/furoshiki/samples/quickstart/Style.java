package dev.furoshiki.samples.quickstart;

/** How a piece of text looks on a terminal with colours. */
enum Style {
    PLAIN(""),
    HEADING("1"),
    APPLICATION("32"),
    ADMINISTRATOR("33"),
    FAILURE("31");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    String on(String text) {
        return code.isEmpty() || text.isBlank() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}

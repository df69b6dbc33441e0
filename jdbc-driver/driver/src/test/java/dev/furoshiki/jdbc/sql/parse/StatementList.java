package dev.furoshiki.jdbc.sql.parse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A file of statements, one a line; those that begin with # are comments. */
final class StatementList {

    private StatementList() {}

    static List<String> read(String name) throws IOException {
        try (InputStream file = StatementList.class.getResourceAsStream(name);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(file, name), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}

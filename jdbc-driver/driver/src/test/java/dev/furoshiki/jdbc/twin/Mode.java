package dev.furoshiki.jdbc.twin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The ways to encrypt a column, and a table with a column of each type encrypted that way. */
enum Mode {
    INDEXED("TYPE = RANDOMIZED, INDEX = EQUALITY"),
    DETERMINISTIC("TYPE = DETERMINISTIC"),
    RANDOMIZED("TYPE = RANDOMIZED");

    static final String TABLE = "everything";

    private final String options;

    Mode(String options) {
        this.options = options;
    }

    /** Without a fixed scale a number has many forms, so it is never deterministic. */
    List<TwinType> types() {
        return Arrays.stream(TwinType.values())
                .filter(type -> this != DETERMINISTIC || type != TwinType.UNCONSTRAINED)
                .toList();
    }

    String clause() {
        return "ENCRYPTED WITH (KEY = 'alias/pii', " + options + ")";
    }

    /** Plain columns before, between and behind the encrypted ones. */
    String createTable() {
        List<String> columns = new ArrayList<>();
        columns.add("id serial PRIMARY KEY");
        for (TwinType type : types()) {
            columns.add(type.column() + " " + type.declaration() + " " + clause());
            if (type == TwinType.NUMERIC) {
                columns.add("note text");
            }
        }
        columns.add("rank integer DEFAULT 7");
        return "CREATE TABLE " + TABLE + " (" + String.join(", ", columns) + ")";
    }

    /** {@code c_text, c_varchar, …} */
    String columns() {
        return types().stream().map(TwinType::column).collect(Collectors.joining(", "));
    }

    String placeholders() {
        return types().stream().map(type -> "?").collect(Collectors.joining(", "));
    }

    String insert() {
        return "INSERT INTO " + TABLE + " (" + columns() + ") VALUES (" + placeholders() + ")";
    }

    Object[] row(int index) {
        return types().stream().map(type -> type.sample(index)).toArray();
    }
}

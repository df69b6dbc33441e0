package dev.furoshiki.jdbc.fuzz;

import java.math.BigDecimal;
import java.sql.Types;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of the table, with few values each, so that rows have some in common. Every text that an encrypted column takes
 * holds {@value #CANARY}, every number of one the digits of {@link #CANARY_NUMBER}.
 */
@SuppressWarnings("ImmutableEnumChecker") // made by List.of, and never changed
enum FuzzColumn {
    ID("id", "integer PRIMARY KEY", Types.INTEGER, 1, 2, 3, 4, 5, 6, 7, 8),
    N("n", "integer", Types.INTEGER, 1, 2, 3),
    T("t", "text", Types.VARCHAR, "pa", "pb", "Pa", "p_%"),
    J("j", "text", Types.VARCHAR, "{\"a\": 1}", "{}"),
    PLAIN_CELL("r", "text", "TYPE = RANDOMIZED", Types.VARCHAR, "CANARY r", "CANARY s", ""),
    INDEXED("i", "varchar(12)", "INDEX = EQUALITY", Types.VARCHAR, "CANARY i", "CANARY k", "CANARY I", ""),
    DETERMINISTIC("d", "integer", "TYPE = DETERMINISTIC", Types.INTEGER, 736_251_841, 736_251_842, 736_251_843),
    DECIMAL(
            "x",
            "numeric(14,2)",
            "INDEX = EQUALITY",
            Types.NUMERIC,
            new BigDecimal("73625184.50"),
            new BigDecimal("73625184.5"),
            new BigDecimal("736251849.75"));

    static final String CANARY = "CANARY";
    static final String CANARY_NUMBER = "73625184";

    static final List<FuzzColumn> PLAIN = List.of(ID, N, T, J);
    static final List<FuzzColumn> ENCRYPTED = List.of(PLAIN_CELL, INDEXED, DETERMINISTIC, DECIMAL);
    static final List<FuzzColumn> COMPARABLE = List.of(INDEXED, DETERMINISTIC, DECIMAL);

    private final String label;
    private final String type;
    private final @Nullable String options;
    private final int jdbcType;
    private final List<Object> values;

    FuzzColumn(String label, String type, int jdbcType, Object... values) {
        this(label, type, null, jdbcType, values);
    }

    FuzzColumn(String label, String type, @Nullable String options, int jdbcType, Object... values) {
        this.label = label;
        this.type = type;
        this.options = options;
        this.jdbcType = jdbcType;
        this.values = List.of(values);
    }

    /** A parameter's value, and the type under which it is set. */
    record Parameter(@Nullable Object value, int jdbcType) {}

    String label() {
        return label;
    }

    boolean isEncrypted() {
        return options != null;
    }

    Parameter parameter(Random random) {
        Object value = random.nextInt(8) == 0 ? null : values.get(random.nextInt(values.size()));
        return new Parameter(value, jdbcType);
    }

    /** One of its values as SQL has it. */
    String literal(Random random) {
        Object value = values.get(random.nextInt(values.size()));
        return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
    }

    static String createTable(String table, boolean encrypted) {
        return Stream.of(values())
                .map(column -> column.label + " " + column.type
                        + (encrypted && column.options != null
                                ? " ENCRYPTED WITH (KEY = 'alias/pii', " + column.options + ")"
                                : ""))
                .collect(Collectors.joining(", ", "CREATE TABLE " + table + " (", ")"));
    }
}

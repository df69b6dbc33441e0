package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogException.ColumnInUseException;
import dev.furoshiki.jdbc.catalog.CatalogException.ContradictionException;
import dev.furoshiki.jdbc.catalog.CatalogException.InvalidAnnotationException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of an {@code ENCRYPTED WITH (...)} clause: {@code KEY} (required), {@code TYPE} ({@code RANDOMIZED} where
 * it is left out, or {@code DETERMINISTIC}), {@code INDEX} ({@code NONE} where it is left out, or {@code EQUALITY}),
 * {@code DOMAIN} (the column's own where it is left out). Stateless.
 */
public final class ClauseOptions {

    private static final List<String> NAMES = List.of("KEY", "TYPE", "INDEX", "DOMAIN");

    private ClauseOptions() {}

    /**
     * What a clause declares.
     *
     * @param type as it is written
     * @param options by name, in whatever case
     * @throws InvalidAnnotationException naming the column and the option
     */
    public static Annotation annotation(TableName table, String column, String type, Map<String, String> options)
            throws InvalidAnnotationException {
        return annotation(ServerKind.POSTGRESQL, table, column, type, options);
    }

    /**
     * What a clause declares.
     *
     * @param server whose type it is
     * @param type as it is written
     * @param options by name, in whatever case
     * @throws InvalidAnnotationException naming the column and the option
     */
    public static Annotation annotation(
            ServerKind server, TableName table, String column, String type, Map<String, String> options)
            throws InvalidAnnotationException {
        String place = "CREATE TABLE " + table;
        for (String name : options.keySet()) {
            if (!NAMES.contains(name.toUpperCase(Locale.ROOT))) {
                throw invalid(place, column, "unknown option " + name + NearestName.hint(name, NAMES));
            }
        }
        LogicalType logicalType = LogicalType.parse(server, type)
                .orElseThrow(() -> invalid(place, column, "type " + type + " is unknown or cannot be encrypted"));
        String key = options.getOrDefault("KEY", "");
        if (key.isBlank()) {
            throw invalid(place, column, "KEY is missing: name the key, such as KEY = 'alias/pii'");
        }
        return new Annotation(
                table,
                column,
                logicalType,
                key,
                choice(options.get("TYPE"), CellType.RANDOMIZED, CellType.class, place, column),
                choice(options.get("INDEX"), IndexType.NONE, IndexType.class, place, column),
                options.getOrDefault("DOMAIN", Annotation.ownDomain(table, column)),
                place);
    }

    private static <E extends Enum<E>> E choice(
            @Nullable String written, E otherwise, Class<E> choices, String place, String column)
            throws InvalidAnnotationException {
        if (written == null) {
            return otherwise;
        }
        for (E choice : choices.getEnumConstants()) {
            if (choice.name().equals(written.toUpperCase(Locale.ROOT))) {
                return choice;
            }
        }
        List<String> names =
                Arrays.stream(choices.getEnumConstants()).map(Enum::name).toList();
        throw invalid(place, column, written + " is unknown" + NearestName.hint(written, names));
    }

    /** A CREATE TABLE that lacks a column which is declared encrypted. */
    public static ContradictionException withoutColumn(Annotation declared) {
        return new ContradictionException("CREATE TABLE " + declared.table() + " has no column " + declared.column()
                + ", but " + declared.source() + " declares it; make them agree");
    }

    /**
     * Refuses a CREATE TABLE that gives a column, which is declared elsewhere, another type.
     *
     * @param type as it is written
     * @param collation of the table's texts that are written without one
     */
    public static void requireType(Annotation declared, String type, Optional<String> collation)
            throws ContradictionException {
        if (!declared.type().isWrittenAs(type, collation)) {
            throw new ContradictionException("CREATE TABLE " + declared.table() + " gives column " + declared.column()
                    + " the type " + type + ", but " + declared.source() + " says "
                    + declared.type().declaration() + "; make them agree");
        }
    }

    /** A clause that says a thing twice, or is there twice. */
    public static InvalidAnnotationException repeated(TableName table, String column, String what) {
        return invalid("CREATE TABLE " + table, column, what + " is there more than once");
    }

    /** A DEFAULT of an encrypted column. */
    public static InvalidAnnotationException withDefault(TableName table, String column) {
        return invalid(
                "CREATE TABLE " + table,
                column,
                "a DEFAULT is a value that the server would store as plaintext; leave it out, and have the application set"
                        + " it. The statement was not sent");
    }

    /**
     * An encrypted column, or a whole row, where the server would work with its plaintext.
     *
     * @param place such as {@code a CHECK}
     */
    public static ColumnInUseException usedIn(String place, TableName table, String column) {
        return new ColumnInUseException("CREATE TABLE " + table + ": column " + column
                + " cannot be encrypted, because the server would work with its plaintext in " + place
                + "; leave that out, or leave the column plain. The statement was not sent");
    }

    private static InvalidAnnotationException invalid(String place, String column, String problem) {
        return new InvalidAnnotationException(place + ": column " + column + ": " + problem);
    }
}

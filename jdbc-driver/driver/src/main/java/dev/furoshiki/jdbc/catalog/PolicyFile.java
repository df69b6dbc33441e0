package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogException.PolicyException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Annotations in a YAML file, each with the line it stands on:
 *
 * <pre>
 * tables:
 *   public.person:
 *     ssn:
 *       type: varchar(11)       # required: what the application sees
 *       key: alias/pii          # required
 *       cellType: RANDOMIZED    # or DETERMINISTIC; RANDOMIZED where it is left out
 *       index: EQUALITY         # or NONE; NONE where it is left out
 *       domain: person_ssn      # the column's own where it is left out
 * </pre>
 *
 * Names are those the server stores; a table without a schema is in {@code public}, or on MySQL in
 * the connection's database. Anything else in the file is refused.
 *
 * <p>The index of an annotation processor has the same form, with a {@code source} for each column, and names as they stand
 * in SQL: in double quotes, or folded by the server.
 */
final class PolicyFile {

    private static final Set<String> OPTIONS = Set.of("type", "key", "cellType", "index", "domain");
    private static final int MAX_BYTES = 4 << 20;

    private static final String SOURCE = "source"; // of a class's member, in an index

    /** Opens what is to be read. */
    @FunctionalInterface
    private interface Opening {
        Reader open() throws IOException;
    }

    /** As messages name it. */
    private final String fileName;

    private final boolean index;
    private final ServerKind server;
    private final String defaultSchema;
    private final Predicate<String> wanted;

    private PolicyFile(
            String fileName, boolean index, ServerKind server, String defaultSchema, Predicate<String> wanted) {
        this.wanted = wanted;
        this.server = server;
        this.defaultSchema = defaultSchema;
        this.fileName = fileName;
        this.index = index;
    }

    /**
     * Reads a policy.
     *
     * @param server whose types it names
     * @param defaultSchema of tables without one
     * @throws PolicyException naming the line and what stands there
     */
    static List<Annotation> read(Path file, ServerKind server, String defaultSchema) throws PolicyException {
        Path name = file.getFileName();
        return new PolicyFile(
                        name == null ? file.toString() : name.toString(), false, server, defaultSchema, all -> true)
                .annotations(file.toString(), () -> Files.newBufferedReader(file, StandardCharsets.UTF_8));
    }

    /**
     * Reads the index that an annotation processor wrote.
     *
     * @param server whose names and types it has
     * @param defaultSchema of tables without one
     * @param wanted whether a member of a class is, by its name: the others may have types of another server
     * @throws PolicyException naming the line and what stands there
     */
    static List<Annotation> readIndex(URL index, ServerKind server, String defaultSchema, Predicate<String> wanted)
            throws PolicyException {
        return new PolicyFile(index.toString(), true, server, defaultSchema, wanted)
                .annotations(index.toString(), () -> new InputStreamReader(open(index), StandardCharsets.UTF_8));
    }

    /** Past the cache of open jars, which would keep one open that is replaced or closed by its class loader. */
    private static InputStream open(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    private List<Annotation> annotations(String file, Opening opening) throws PolicyException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(fileName)
                .setMaxAliasesForCollections(0)
                .setCodePointLimit(MAX_BYTES)
                .build();
        try (Reader reader = opening.open()) {
            Node root = new Compose(settings)
                    .composeReader(reader)
                    .orElseThrow(() -> new PolicyException("the policy " + file + " is empty", null));
            return document(root);
        } catch (IOException unreadable) {
            throw new PolicyException("the policy " + file + " cannot be read: " + unreadable, unreadable);
        } catch (YamlEngineException notYaml) {
            throw new PolicyException("the policy " + file + " is not YAML: " + notYaml.getMessage(), notYaml);
        }
    }

    private List<Annotation> document(Node root) throws PolicyException {
        List<Annotation> annotations = new ArrayList<>();
        for (Map.Entry<ScalarNode, Node> top : entries(root, "the policy").entrySet()) {
            if (!top.getKey().getValue().equals("tables")) {
                throw at(
                        top.getKey(),
                        "unknown option " + top.getKey().getValue()
                                + NearestName.hint(top.getKey().getValue(), Set.of("tables")));
            }
            for (Map.Entry<ScalarNode, Node> table :
                    entries(top.getValue(), "tables").entrySet()) {
                table(table.getKey(), table.getValue(), annotations);
            }
        }
        return annotations;
    }

    private void table(ScalarNode name, Node columns, List<Annotation> annotations) throws PolicyException {
        String text = name.getValue();
        TableName table = tableName(text);
        for (Map.Entry<ScalarNode, Node> column :
                entries(columns, "table " + text).entrySet()) {
            column(table, column.getKey(), column.getValue()).ifPresent(annotations::add);
        }
    }

    private TableName tableName(String text) {
        int dot = index ? SqlNames.dot(text) : text.indexOf('.');
        return dot < 0
                ? new TableName(defaultSchema, stored(text))
                : new TableName(stored(text.substring(0, dot)), stored(text.substring(dot + 1)));
    }

    private String stored(String name) {
        return index ? server.stored(name) : name;
    }

    /** Empty where it is not wanted. */
    private Optional<Annotation> column(TableName table, ScalarNode name, Node body) throws PolicyException {
        String column = stored(name.getValue());
        String what = "column " + table + "." + column;
        Map<String, ScalarNode> options = new LinkedHashMap<>();
        for (Map.Entry<ScalarNode, Node> option : entries(body, what).entrySet()) {
            String optionName = option.getKey().getValue();
            if (!OPTIONS.contains(optionName) && !(index && optionName.equals(SOURCE))) {
                throw at(
                        option.getKey(),
                        what + ": unknown option " + optionName + NearestName.hint(optionName, OPTIONS));
            }
            options.put(optionName, scalar(option.getValue(), what + ": " + optionName));
        }
        ScalarNode source = options.get(SOURCE);
        if (source != null && !wanted.test(source.getValue())) {
            return Optional.empty();
        }
        ScalarNode type = required(options.get("type"), "type", name, what);
        LogicalType logicalType = LogicalType.parse(server, type.getValue())
                .orElseThrow(() -> at(type, what + ": type " + type.getValue() + " is unknown or cannot be encrypted"));
        ScalarNode key = required(options.get("key"), "key", name, what);
        ScalarNode domain = options.get("domain");
        return Optional.of(new Annotation(
                table,
                column,
                logicalType,
                key.getValue(),
                choice(options.get("cellType"), CellType.RANDOMIZED, CellType.class, what),
                choice(options.get("index"), IndexType.NONE, IndexType.class, what),
                domain == null ? Annotation.ownDomain(table, column) : domain.getValue(),
                source == null ? fileName + ":" + line(name) : AnnotatedClasses.SOURCE + source.getValue()));
    }

    private ScalarNode required(@Nullable ScalarNode node, String option, Node place, String what)
            throws PolicyException {
        if (node == null || node.getValue().isBlank()) {
            throw at(place, what + ": " + option + " is missing");
        }
        return node;
    }

    private <E extends Enum<E>> E choice(@Nullable ScalarNode node, E otherwise, Class<E> choices, String what)
            throws PolicyException {
        if (node == null) {
            return otherwise;
        }
        String written = node.getValue();
        for (E choice : choices.getEnumConstants()) {
            if (choice.name().equals(written.toUpperCase(Locale.ROOT))) {
                return choice;
            }
        }
        List<String> names =
                Arrays.stream(choices.getEnumConstants()).map(Enum::name).toList();
        throw at(
                node,
                what + ": " + written + " is none of " + String.join(", ", names)
                        + NearestName.of(written, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
    }

    /** The entries of a mapping with plain names, each once. */
    private Map<ScalarNode, Node> entries(Node node, String what) throws PolicyException {
        if (!(node instanceof MappingNode mapping)) {
            throw at(node, what + " is not a mapping of names");
        }
        Map<ScalarNode, Node> entries = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            ScalarNode key = scalar(tuple.getKeyNode(), what);
            Integer earlier = lines.putIfAbsent(key.getValue(), line(key));
            if (earlier != null) {
                throw at(key, what + ": " + key.getValue() + " was already declared in line " + earlier);
            }
            entries.put(key, tuple.getValueNode());
        }
        return entries;
    }

    private ScalarNode scalar(Node node, String what) throws PolicyException {
        if (node instanceof ScalarNode scalar) {
            return scalar;
        }
        throw at(node, what + ": a plain value is expected");
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private PolicyException at(Node node, String problem) {
        return new PolicyException(fileName + ":" + line(node) + ": " + problem, null);
    }
}

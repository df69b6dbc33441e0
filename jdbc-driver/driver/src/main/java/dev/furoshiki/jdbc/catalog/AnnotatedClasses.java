package dev.furoshiki.jdbc.catalog;

import dev.furoshiki.jdbc.catalog.CatalogException.PolicyException;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What {@code @Encrypted} says in the application's classes, by the indexes that the annotation processor left in its jars.
 * No class is looked for or loaded. Stateless.
 */
final class AnnotatedClasses {

    private static final String INDEX = "META-INF/furoshiki/encrypted-columns.yaml";
    static final String SOURCE = "@Encrypted ";

    private AnnotatedClasses() {}

    /**
     * The annotations of every index that the thread's class loader, or this class's, finds.
     *
     * @param entities names of classes or packages, or {@code *}
     * @param server whose names and types they are
     * @param defaultSchema of tables without one
     * @throws PolicyException when an index cannot be read, or a name is in none: then the processor did not run, or the name
     *     is misspelled, and what is meant to be encrypted would not be
     */
    static List<Annotation> read(Set<String> entities, ServerKind server, String defaultSchema) throws PolicyException {
        List<Annotation> annotations = new ArrayList<>();
        Set<String> unknown = new TreeSet<>(entities);
        unknown.remove(CatalogOptions.ALL);
        for (URL index : indexes()) {
            annotations.addAll(PolicyFile.readIndex(index, server, defaultSchema, member -> {
                unknown.removeIf(entity -> isOf(member, entity));
                return entities.stream().anyMatch(entity -> isOf(member, entity));
            }));
        }
        if (!unknown.isEmpty()) {
            throw new PolicyException(
                    "furoshiki.entities names " + String.join(", ", unknown) + ", and no " + INDEX
                            + " on the class path has a class of that name or package; correct the name, or compile the"
                            + " class with Furoshiki's annotation processor",
                    null);
        }
        return annotations;
    }

    static boolean areSourceOf(Annotation annotation) {
        return annotation.source().startsWith(SOURCE);
    }

    private static boolean isOf(String member, String entity) {
        return entity.equals(CatalogOptions.ALL) || member.startsWith(entity + ".");
    }

    /** Each once, though both class loaders find it. */
    private static Iterable<URL> indexes() throws PolicyException {
        Map<String, URL> found = new LinkedHashMap<>();
        List<ClassLoader> loaders = Stream.of(
                        Thread.currentThread().getContextClassLoader(), AnnotatedClasses.class.getClassLoader())
                .filter(loader -> loader != null)
                .toList();
        try {
            for (ClassLoader loader : loaders) {
                loader.getResources(INDEX).asIterator().forEachRemaining(url -> found.put(url.toString(), url));
            }
        } catch (IOException failure) {
            throw new PolicyException("the class path cannot be searched for " + INDEX + ": " + failure, failure);
        }
        return found.values();
    }
}

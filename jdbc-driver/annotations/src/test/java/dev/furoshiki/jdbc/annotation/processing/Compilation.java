package dev.furoshiki.jdbc.annotation.processing;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles classes into a folder with the processor, as a build would. */
final class Compilation {

    private final Path folder;

    Compilation(Path folder) {
        this.folder = folder;
    }

    /**
     * Compiles.
     *
     * @param sources by class name
     * @return what the compiler says; empty where all is well
     */
    String compile(Map<String, String> sources, String... options) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of(
                "-d",
                folder.toString(),
                "-cp",
                folder + System.getProperty("path.separator") + System.getProperty("java.class.path")));
        arguments.addAll(List.of(options));
        List<JavaFileObject> files = sources.entrySet().stream()
                .<JavaFileObject>map(entry -> source(entry.getKey(), entry.getValue()))
                .toList();
        JavaCompiler.CompilationTask task = compiler.getTask(said, null, null, arguments, null, files);
        task.setLocale(Locale.ROOT);
        task.setProcessors(List.of(new EncryptedProcessor()));
        boolean compiled = task.call();
        return compiled ? "" : said.toString();
    }

    String index() {
        try {
            return Files.readString(folder.resolve(ColumnIndex.RESOURCE));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    boolean hasIndex() {
        return Files.exists(folder.resolve(ColumnIndex.RESOURCE));
    }

    /** The columns of the index, one a line: place, type, key, cell type, index, domain, source. */
    List<String> columns() {
        return ColumnIndex.read(index()).stream()
                .map(column -> String.join(
                        " | ",
                        column.place(),
                        column.type(),
                        column.key(),
                        column.cellType(),
                        column.index(),
                        column.domain(),
                        column.source()))
                .toList();
    }

    private static JavaFileObject source(String name, String code) {
        URI uri = URI.create("string:///" + name.replace('.', '/') + JavaFileObject.Kind.SOURCE.extension);
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }
}

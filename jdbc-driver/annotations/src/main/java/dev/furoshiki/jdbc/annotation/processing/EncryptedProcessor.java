package dev.furoshiki.jdbc.annotation.processing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Filer;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.annotation.processing.SupportedOptions;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * Lists the columns of {@code @Encrypted} members in {@code META-INF/furoshiki/encrypted-columns.yaml}. It looks at every
 * class, since an entity may inherit such members and have none of its own. Claims no annotation.
 *
 * <p>A compiler that compiles some of the classes only keeps what the index says of the others, as long as they exist.
 */
@SupportedAnnotationTypes("*")
@SupportedOptions(Naming.OPTION)
public final class EncryptedProcessor extends AbstractProcessor {

    private final Map<String, ColumnDeclaration> columns = new LinkedHashMap<>();
    private final Set<String> compiled = new HashSet<>();
    private boolean failed;

    /** For {@link java.util.ServiceLoader}. */
    public EncryptedProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        String written = processingEnv.getOptions().getOrDefault(Naming.OPTION, "snake_case");
        Naming naming = Naming.of(written).orElse(null);
        if (naming == null) {
            error("-A" + Naming.OPTION + "=" + written + " is neither snake_case nor as-is", null);
            return false;
        }
        Members members = new Members(naming);
        ElementFilter.typesIn(round.getRootElements()).forEach(type -> add(type, members));
        if (round.processingOver() && !failed && !round.errorRaised()) {
            write();
        }
        return false;
    }

    private void add(TypeElement type, Members members) {
        compiled.add(type.getQualifiedName().toString());
        try {
            members.of(type).forEach(column -> add(column, type));
        } catch (UnclearColumnException unclear) {
            error(unclear.getMessage(), unclear.element());
        }
        ElementFilter.typesIn(type.getEnclosedElements()).forEach(inner -> add(inner, members));
    }

    private void add(ColumnDeclaration column, Element place) {
        ColumnDeclaration other = columns.putIfAbsent(column.place(), column);
        if (other != null && !other.saysTheSameAs(column)) {
            error(
                    "column " + column.place() + ": " + column.source() + " and " + other.source()
                            + " say different things of it; make them agree",
                    place);
        }
    }

    private void error(@Nullable String message, @Nullable Element place) {
        failed = true;
        processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, "Furoshiki: " + message, place);
    }

    private void write() {
        for (ColumnDeclaration earlier : ColumnIndex.read(written())) {
            TypeElement type = processingEnv.getElementUtils().getTypeElement(earlier.className());
            if (type != null && !compiled.contains(earlier.className())) {
                add(earlier, type);
            }
        }
        if (failed || (columns.isEmpty() && written().isEmpty())) {
            return;
        }
        Filer filer = processingEnv.getFiler();
        try (Writer out = filer.createResource(StandardLocation.CLASS_OUTPUT, "", ColumnIndex.RESOURCE)
                .openWriter()) {
            out.write(ColumnIndex.write(columns.values()));
        } catch (IOException failure) {
            error(ColumnIndex.RESOURCE + " cannot be written: " + failure, null);
        }
    }

    /** What an earlier compilation left; empty where none did. */
    private String written() {
        try {
            return processingEnv
                    .getFiler()
                    .getResource(StandardLocation.CLASS_OUTPUT, "", ColumnIndex.RESOURCE)
                    .getCharContent(true)
                    .toString();
        } catch (NoSuchFileException | java.io.FileNotFoundException none) {
            return "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

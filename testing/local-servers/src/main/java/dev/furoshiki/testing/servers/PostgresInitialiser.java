package dev.furoshiki.testing.servers;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the data of this user's template in place before the library looks for them, which else initialises a database cluster
 * by more than a second of a processor; and makes the template of the first that the library has initialised. The library
 * asks for the programs first, and by them is known which template fits.
 */
final class PostgresInitialiser implements PgBinaryResolver {

    /** The same order of text on every machine, whatever its locales. */
    private static final List<String> LOCALE = List.of("locale=C", "locale-provider=builtin", "builtin-locale=C.UTF-8");

    private final PostgresData data;
    private final boolean keeps;
    private @Nullable DataTemplate template;

    private PostgresInitialiser(PostgresData data, boolean keeps) {
        this.data = data;
        this.keeps = keeps;
    }

    /** @param keeps whether it may make the template, outside the data's directory */
    static void prepare(EmbeddedPostgres.Builder builder, PostgresData data, boolean keeps) {
        PostgresInitialiser initialiser = new PostgresInitialiser(data, keeps);
        LOCALE.stream().map(setting -> setting.split("=")).forEach(pair -> builder.setLocaleConfig(pair[0], pair[1]));
        builder.setDataDirectory(data.directory())
                .setCleanDataDirectory(false)
                .setPgBinaryResolver(initialiser)
                .setDataDirectoryCustomizer(initialiser::initialised);
    }

    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
        byte[] archive;
        try (InputStream programs = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machineHardware)) {
            archive = programs.readAllBytes();
        }
        template = DataTemplate.of(PostgresBinaries.path(), archive, LOCALE);
        template.copyTo(data.directory());
        return new ByteArrayInputStream(archive);
    }

    /** The library is about to start the server. */
    private void initialised(File directory) {
        try {
            if (keeps && template != null) {
                template.keep(directory.toPath());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

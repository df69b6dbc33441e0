package dev.furoshiki.samples.quickstart;

import dev.furoshiki.embedded.EmbeddedKeyService;
import java.sql.Connection;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/** Everything once, on real servers. */
public final class Quickstart {

    private final Narrator narrator;
    private final Size size;

    Quickstart(Terminal terminal, Size size) {
        this.narrator = new Narrator(terminal);
        this.size = size;
    }

    /** Tells the story on standard output; ends with 1 when something is not as it should be. */
    public static void main(String[] arguments) {
        int status = 0;
        try {
            new Quickstart(Terminal.standard(), Size.FULL).tell();
        } catch (Throwable failure) {
            failure.printStackTrace();
            status = 1;
        }
        // The servers' threads would keep the JVM.
        System.exit(status);
    }

    void tell() throws Exception {
        Stopwatch stopwatch = new Stopwatch();
        narrator.title("Furoshiki: what an application stores, and what those who run its servers see of it");
        narrator.gap();
        narrator.say("A PostgreSQL and an S3 server are being started on this machine ...");
        List<Customer> customers = Customer.first(size.customers());
        try (Stage stage = new Stage()) {
            KeysChapter keys = new KeysChapter(narrator, stage.keyFolder());
            try (EmbeddedKeyService keyService = keys.tell();
                    Application application = new Application(keys.uri(), stage.database(), stage.plainClient());
                    Connection databaseAdministrator = stage.database().connect();
                    S3Client storageAdministrator = stage.plainClient()) {
                new TableChapter(narrator, application).tell(Application.jdbcUrl(stage.database()), customers);
                new ViewsChapter(narrator, application).tell(databaseAdministrator, customers);
                new SearchChapter(narrator, application).tell(databaseAdministrator, customers, size.lookups());
                new DocumentChapter(narrator, application, stage.bucket())
                        .tell(storageAdministrator, new Document(size.documentBytes()));
                new DisabledKeyChapter(narrator, application, stage.bucket()).tell(keyService);
                new CostChapter(narrator).tell(application.keys().statistics());
            }
        }
        narrator.gap();
        narrator.say("Done in %s s; nothing is left behind.", stopwatch.seconds());
    }
}

package dev.furoshiki.samples.quickstart;

import dev.furoshiki.samples.quickstart.TextTable.Column;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** A large document is stored in S3 and read back, whole and in part. */
final class DocumentChapter {

    static final String KEY = "contracts/0001.txt";

    private static final String ADMINISTRATOR = "the storage administrator sees";
    private static final int LINES_OF_A_RANGE = 1024;
    private static final int SHOWN_BYTES = 36;
    private static final int SHOWN_NAMES = 40;

    private final Narrator narrator;
    private final S3Client documents;
    private final String bucket;

    DocumentChapter(Narrator narrator, Application application, String bucket) {
        this.narrator = narrator;
        this.documents = application.documents();
        this.bucket = bucket;
    }

    void tell(S3Client administrator, Document document) throws IOException {
        narrator.chapter(Narrator.format("A document of %,d MiB in S3", document.sizeBytes() >> 20));
        narrator.say("The application has wrapped its S3 client, and puts and gets as ever:");
        narrator.gap();
        String stored = put(document);
        String read = get(document);
        requireEqual(stored, read, "the document");
        narrator.gap();
        narrator.table(sideBySide(administrator));
        narrator.gap();
        narrator.say("Read back, all of it and a part alone, it has the checksums that it was stored with:");
        narrator.gap();
        TextTable checksums = new TextTable(Column.text("bytes"), Column.text("SHA-256"));
        checksums.row("all", read);
        range(document, checksums);
        narrator.table(checksums);
    }

    private String put(Document document) throws IOException {
        Sha256 checksum = new Sha256();
        try (InputStream content = checksum.over(narrator.watched("put", document.open(), document.sizeBytes()))) {
            documents.putObject(
                    put -> put.bucket(bucket).key(KEY), RequestBody.fromInputStream(content, document.sizeBytes()));
        }
        return checksum.value();
    }

    private String get(Document document) throws IOException {
        InputStream content = documents.getObject(get -> get.bucket(bucket).key(KEY));
        return Sha256.of(narrator.watched("get", content, document.sizeBytes()));
    }

    private void range(Document document, TextTable checksums) throws IOException {
        long line = document.sizeBytes() / Document.LINE_BYTES / 2;
        long first = line * Document.LINE_BYTES;
        byte[] wanted = document.lines(line, LINES_OF_A_RANGE);
        long last = first + wanted.length - 1;
        String read =
                Sha256.of(documents.getObject(get -> get.bucket(bucket).key(KEY).range("bytes=" + first + "-" + last)));
        requireEqual(Sha256.of(new ByteArrayInputStream(wanted)), read, "the range");
        checksums.row(Narrator.format("%,d to %,d", first, last), read);
    }

    private TextTable sideBySide(S3Client administrator) {
        HeadObjectResponse plain =
                documents.headObject(head -> head.bucket(bucket).key(KEY));
        HeadObjectResponse stored =
                administrator.headObject(head -> head.bucket(bucket).key(KEY));
        TextTable table = new TextTable(
                Column.text(""),
                Column.text(ViewsChapter.APPLICATION, Style.APPLICATION),
                Column.text(ADMINISTRATOR, Style.ADMINISTRATOR));
        table.row("length", length(plain), length(stored));
        table.row(
                "content",
                new String(start(documents), StandardCharsets.US_ASCII) + "...",
                Shown.hex(start(administrator)));
        List<String> storedNames = names(stored);
        table.row("metadata", String.join(" ", names(plain)), storedNames.get(0));
        storedNames.stream().skip(1).forEach(names -> table.row("", "", names));
        return table;
    }

    private byte[] start(S3Client client) {
        return client.getObjectAsBytes(get -> get.bucket(bucket).key(KEY).range("bytes=0-" + (SHOWN_BYTES - 1)))
                .asByteArray();
    }

    private static String length(HeadObjectResponse object) {
        return Narrator.format("%,d", object.contentLength());
    }

    private static List<String> names(HeadObjectResponse object) {
        String names = String.join(", ", new TreeSet<>(object.metadata().keySet()));
        return Narrator.wrapped(names.isEmpty() ? "none" : names, SHOWN_NAMES);
    }

    private static void requireEqual(String stored, String read, String what) {
        if (!stored.equals(read)) {
            throw new IllegalStateException(what + " came back with another checksum than it was stored with");
        }
    }
}

package dev.furoshiki.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** An anchor that outlives its process: one file for each chain, replaced as a whole. */
final class FileAnchor implements AuditAnchor {

    private static final String CLOSED = ":closed";

    private final Path folder;

    FileAnchor(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<Anchored> anchored() {
        List<Anchored> chains = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".anchor")).toList()) {
                String text = Files.readString(file);
                boolean isClosed = text.endsWith(CLOSED);
                chains.add(new Anchored(
                        AuditLink.parse(isClosed ? text.substring(0, text.length() - CLOSED.length()) : text),
                        isClosed));
            }
            return chains;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void opened(AuditLink newest) {
        write(newest, "");
    }

    @Override
    public void advanced(AuditLink newest) {
        write(newest, "");
    }

    @Override
    public void closed(AuditLink newest) {
        write(newest, CLOSED);
    }

    private void write(AuditLink link, String end) {
        try {
            Path next = Files.writeString(folder.resolve("next"), link + end);
            Files.move(next, folder.resolve(link.chainId() + ".anchor"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

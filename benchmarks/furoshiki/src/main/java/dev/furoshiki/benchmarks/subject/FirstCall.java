package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.benchmarks.protocol.Parameters;
import dev.furoshiki.benchmarks.protocol.Workload;
import dev.furoshiki.benchmarks.workload.StoreStart;
import dev.furoshiki.embedded.EmbeddedKeyService;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.kms.GeneratedDataKey;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens a store that another process made, and generates a data key. */
final class FirstCall implements Workload {

    private static final int KEY_BYTES = 32;

    private final Path folder;
    private @Nullable EmbeddedKeyService opened;

    private FirstCall(Path folder) {
        this.folder = folder;
    }

    static Workload open(String workload, Parameters parameters) throws IOException {
        Path folder = Path.of(parameters.require(Parameters.STATE));
        if (parameters.isToPrepare()) {
            KeyService.createIn(folder, StoreStart.keys(workload, parameters));
        }
        return new FirstCall(folder);
    }

    @Override
    public long run(long operations) {
        EmbeddedKeyService service = KeyService.openIn(folder);
        opened = service;
        try (GeneratedDataKey key =
                service.generateDataKey(KeyService.ALIAS, KEY_BYTES, EncryptionContext.of("tenant", "42"))) {
            return key.plaintext().sizeBytes();
        }
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}

package dev.furoshiki.embedded;

import java.io.PrintStream;
import java.util.List;

/**
 * The command that puts a key store under another root key. No other process may have the store's file open: a running
 * application does it itself ({@link EmbeddedKeyService#changeRootKey}); processes that share a store in PostgreSQL have to be
 * opened again afterwards. Stateless.
 */
public final class ChangeRootKey {

    private static final String USAGE = """
            usage: java -cp <class path> dev.furoshiki.embedded.ChangeRootKey <uri> <secret>
              <uri>     the key store, with what unlocks it now
            """ + StoreCommand.SECRET;

    private ChangeRootKey() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** As {@link #main}, but returns the exit code: 0 done, 2 wrong arguments, 4 refused. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return StoreCommand.run(USAGE, 2, arguments, out, err, given -> {
            RootKeySource secret = StoreCommand.secret(given.get(1));
            try (EmbeddedKeyService keys = StoreCommand.store(given.get(0)).open()) {
                keys.changeRootKey(secret);
                return "from now on opened with " + given.get(1);
            }
        });
    }
}

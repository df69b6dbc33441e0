package dev.furoshiki.embedded;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The command that backs a key store up into one encrypted file. No other process may have the store's file open: a running
 * application does it itself ({@link EmbeddedKeyService#backUp}); a store in PostgreSQL may be in use. Stateless.
 */
public final class BackUpStore {

    private static final String USAGE = """
            usage: java -cp <class path> dev.furoshiki.embedded.BackUpStore <uri> <file> <secret>
              <uri>     the key store, such as 'embedded:/var/lib/shop/keys?keyFile=/run/keys'
              <file>    the backup, which must not exist
            """ + StoreCommand.SECRET;

    private BackUpStore() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** As {@link #main}, but returns the exit code: 0 done, 2 wrong arguments, 4 refused. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return StoreCommand.run(USAGE, 3, arguments, out, err, given -> {
            RootKeySource secret = StoreCommand.secret(given.get(2));
            try (EmbeddedKeyService keys = StoreCommand.store(given.get(0)).open()) {
                keys.backUp(Path.of(given.get(1)), secret);
                return "backed up to " + given.get(1);
            }
        });
    }
}

package dev.furoshiki.embedded;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** The command that makes a key store from a backup. Stateless. */
public final class RestoreStore {

    private static final String USAGE = """
            usage: java -cp <class path> dev.furoshiki.embedded.RestoreStore <uri> <file> <secret>
              <uri>     the store to be made, with what is to unlock it, such as 'embedded:/var/lib/shop/keys?keyFile=/run/keys'
              <file>    the backup
            """ + StoreCommand.SECRET;

    private RestoreStore() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** As {@link #main}, but returns the exit code: 0 done, 2 wrong arguments, 4 refused. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return StoreCommand.run(USAGE, 3, arguments, out, err, given -> {
            StringBuilder said = new StringBuilder("restored from " + given.get(1));
            StoreCommand.store(given.get(0))
                    .restore(
                            Path.of(given.get(1)),
                            StoreCommand.secret(given.get(2)),
                            made -> said.append(", the backup ")
                                    .append(made.backupId())
                                    .append(" of ")
                                    .append(made.created()))
                    .close();
            return said.toString();
        });
    }
}

package dev.furoshiki.benchmarks.suite;

import dev.furoshiki.benchmarks.protocol.AnswerLoop;
import dev.furoshiki.benchmarks.protocol.Message;
import dev.furoshiki.testing.servers.LocalDatabase;
import dev.furoshiki.testing.servers.LocalPostgres;
import dev.furoshiki.testing.servers.LocalS3;
import java.sql.SQLException;

/**
 * The main class of the process that PostgreSQL and the S3 server run in: each is started by the first request for it, and
 * ends with the process.
 *
 * <pre>
 * database      database postgres=
 * bucket        bucket s3.endpoint= s3.accessKey= s3.secretKey= s3.bucket=
 * </pre>
 */
final class ServersProcess {

    private ServersProcess() {}

    /** Started when a bucket is first asked for. It ends with the process: stopping it would wait for answers that were left half read. */
    private static final class ObjectServer {
        static final LocalS3 SERVER = LocalS3.onDisk(ObjectFolder.create());
    }

    /** Serves until the runner closes the pipe or dies. */
    public static void main(String[] arguments) throws InterruptedException {
        // PostgreSQL's default; tests get along with less.
        System.setProperty("furoshiki.postgres.shared-buffers", "128MB");
        AnswerLoop.serve(ServersProcess::answer);
        System.exit(0);
    }

    static Message answer(Message request) throws SQLException {
        return switch (request.verb()) {
            case "database" -> database();
            case "bucket" -> bucket();
            default -> throw new IllegalArgumentException("unknown request '" + request.verb() + "'");
        };
    }

    private static Message database() throws SQLException {
        LocalDatabase database = LocalPostgres.newDatabase();
        return Message.of("database")
                .with("postgres", database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password());
    }

    private static Message bucket() {
        LocalS3 server = ObjectServer.SERVER;
        return Message.of("bucket")
                .with("s3.endpoint", server.endpoint())
                .with("s3.accessKey", server.credentials().accessKeyId())
                .with("s3.secretKey", server.credentials().secretAccessKey())
                .with("s3.bucket", server.newBucket());
    }
}

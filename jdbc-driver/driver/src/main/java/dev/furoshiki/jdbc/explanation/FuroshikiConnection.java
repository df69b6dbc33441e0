package dev.furoshiki.jdbc.explanation;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a connection of this driver offers beyond JDBC: {@code connection.unwrap(FuroshikiConnection.class)}, also through a
 * pool's proxy. For one thread at a time, as any connection.
 */
public interface FuroshikiConnection extends Connection {

    /**
     * Says what would be sent in the place of a text, and how each value in it is encrypted, as {@code EXPLAIN ENCRYPTION} does.
     * Neither the statement nor a part of it reaches the server, and no key is asked for. A statement that is refused is no
     * exception here: that is what is said of it.
     *
     * @param sql as it would be executed or prepared
     * @throws SQLException when the connection is closed, or cannot carry out any statement
     */
    EncryptionExplanation explainEncryption(String sql) throws SQLException;
}

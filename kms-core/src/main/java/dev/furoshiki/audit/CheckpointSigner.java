package dev.furoshiki.audit;

/** Signs the checkpoints of an audit log with Ed25519 (RFC 8032). Thread-safe. */
public interface CheckpointSigner {

    /** The key that verifies: 32 bytes, as RFC 8032 encodes it. */
    byte[] publicKey();

    /** The signature of the message: 64 bytes. */
    byte[] sign(byte[] message);
}

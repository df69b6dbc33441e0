package dev.furoshiki.crypto;

final class AesSiv implements DeterministicAead {
    AesSiv(SecretBytes key) {
        throw new UnsupportedOperationException("being written " + key);
    }

    @Override
    public byte[] encrypt(byte[] plaintext, byte[] aad) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] decrypt(byte[] sealed, int offset, int length, byte[] aad) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}

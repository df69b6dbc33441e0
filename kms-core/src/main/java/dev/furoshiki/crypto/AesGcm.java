package dev.furoshiki.crypto;

final class AesGcm implements Aead {
    AesGcm(SecretBytes key) {
        throw new UnsupportedOperationException("being written " + key);
    }

    @Override
    public int encrypt(byte[] plaintext, int offset, int length, byte[] aad, byte[] out, int outOffset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] decrypt(byte[] sealed, int offset, int length, byte[] aad) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}

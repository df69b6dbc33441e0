package dev.furoshiki.crypto;

final class HmacSha256 implements Prf {
    HmacSha256(SecretBytes key) {
        throw new UnsupportedOperationException("being written " + key);
    }

    @Override
    public byte[] compute(byte[] input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}

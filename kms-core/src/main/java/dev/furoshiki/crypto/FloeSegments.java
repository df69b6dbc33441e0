package dev.furoshiki.crypto;

final class FloeSegments {
    private FloeSegments() {}

    static SegmentedAead create(SecretBytes key, int plaintextSegmentBytes, byte[] aad) {
        throw new UnsupportedOperationException("being written " + key + plaintextSegmentBytes + aad.length);
    }

    static SegmentedAead open(SecretBytes key, byte[] header, byte[] aad) {
        throw new UnsupportedOperationException("being written " + key + header.length + aad.length);
    }
}

package dev.furoshiki.crypto;

import java.security.InvalidKeyException;
import javax.crypto.Mac;

/** One MAC with its key, used again for every message. */
final class PooledMac implements CipherPool.Pooled {

    private final Mac mac;
    private final RawKey key;

    /** @param key taken over */
    PooledMac(CryptoProvider provider, String algorithm, byte[] key) {
        this.mac = provider.mac(algorithm);
        this.key = new RawKey(algorithm, key);
        init(this.key);
    }

    /** The MAC of the parts, one after the other. */
    byte[] compute(byte[]... parts) {
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    int macBytes() {
        return mac.getMacLength();
    }

    @Override
    public void wipe() {
        key.destroy();
        init(new RawKey(key.getAlgorithm(), new byte[32]));
    }

    private void init(RawKey with) {
        try {
            mac.init(with);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(mac.getAlgorithm() + " takes no such key", e);
        }
    }
}

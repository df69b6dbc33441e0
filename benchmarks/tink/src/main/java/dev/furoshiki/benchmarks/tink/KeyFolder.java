package dev.furoshiki.benchmarks.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * The keysets in files, encrypted under another one that lies beside them: it stands for the key service that a team would
 * call, and costs less than one.
 */
record KeyFolder(Path folder) {

    private static final String ROOT = "root";
    private static final String CELLS = "cells";
    private static final String INDEX = "index";

    void create() throws GeneralSecurityException, IOException {
        Keys keys = Keys.generate();
        KeysetHandle root = Keys.newAead();
        Files.write(
                folder.resolve(ROOT),
                TinkProtoKeysetFormat.serializeKeyset(
                        root, InsecureSecretKeyAccess.get(), RegistryConfiguration.get()));
        Aead wrapping = Keys.aead(root);
        write(CELLS, keys.cells(), wrapping);
        write(INDEX, keys.index(), wrapping);
    }

    Keys read() throws GeneralSecurityException, IOException {
        Keys.register();
        Aead wrapping = Keys.aead(TinkProtoKeysetFormat.parseKeyset(
                Files.readAllBytes(folder.resolve(ROOT)), InsecureSecretKeyAccess.get(), RegistryConfiguration.get()));
        return new Keys(read(CELLS, wrapping), read(INDEX, wrapping));
    }

    private void write(String name, KeysetHandle keyset, Aead wrapping) throws GeneralSecurityException, IOException {
        Files.write(
                folder.resolve(name),
                TinkProtoKeysetFormat.serializeEncryptedKeyset(
                        keyset, wrapping, bytes(name), RegistryConfiguration.get()));
    }

    private KeysetHandle read(String name, Aead wrapping) throws GeneralSecurityException, IOException {
        return TinkProtoKeysetFormat.parseEncryptedKeyset(
                Files.readAllBytes(folder.resolve(name)), wrapping, bytes(name), RegistryConfiguration.get());
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}

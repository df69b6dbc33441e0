package dev.furoshiki.s3;

import dev.furoshiki.DataKeys;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** A put in classes of their own, that see everything on the class path but the native aws-crt. */
public final class WithoutCrt implements Function<String, String> {

    /**
     * Puts an object with a checksum.
     *
     * @param algorithm as a request names it
     * @return what it is refused with
     */
    @SuppressWarnings("unchecked") // as it is declared above
    static String refusalOf(String algorithm) throws ReflectiveOperationException, IOException {
        URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("aws-crt"))
                .map(WithoutCrt::url)
                .toArray(URL[]::new);
        try (URLClassLoader classes = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = classes.loadClass(WithoutCrt.class.getName());
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            // Where the SDK looks first.
            thread.setContextClassLoader(classes);
            try {
                return ((Function<String, String>) type.getConstructor().newInstance()).apply(algorithm);
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String apply(String algorithm) {
        S3Client beneath = (S3Client) Proxy.newProxyInstance(
                S3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("nothing was to be sent");
                });
        S3Client s3 = EncryptingS3Client.wrap(beneath, DataKeys.over(new StaticKeyService("test")), TestKeys.KEY);
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket("b")
                .key("k")
                .checksumAlgorithm(algorithm)
                .build();
        try {
            s3.putObject(request, RequestBody.fromString("x"));
            return "";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }
}

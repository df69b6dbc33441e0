package dev.furoshiki.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How stores are opened beside each other. */
@Timeout(60)
class H2KeyDatabaseTest {

    @TempDir
    Path folder;

    /** Such as one behind a network; each store of a process may be on a disk of its own. */
    @Test
    void aDiskThatDoesNotAnswerKeepsNoOtherStoreFromOpening() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        CompletableFuture<Void> slow = run(() -> H2KeyDatabase.open(hanging(folder.resolve("slow"), asked, answers))
                .close());
        try {
            asked.await();
            run(() -> {
                        try (H2KeyDatabase quick = H2KeyDatabase.open(folder.resolve("quick"))) {
                            assertThat(quick.isEmpty()).isTrue();
                        }
                    })
                    .get(30, TimeUnit.SECONDS);
            assertThat(slow).isNotDone();
        } finally {
            answers.countDown();
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> run(Task task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable failed) {
                done.completeExceptionally(failed);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /** Whoever asks for a file beside it waits, and is refused then. */
    private static Path hanging(Path path, CountDownLatch asked, CountDownLatch answers) {
        return (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getFileSystem")) {
                        asked.countDown();
                        answers.await();
                        throw new IllegalStateException("gone");
                    }
                    Object answer = method.invoke(path, arguments);
                    return answer instanceof Path other ? hanging(other, asked, answers) : answer;
                });
    }
}

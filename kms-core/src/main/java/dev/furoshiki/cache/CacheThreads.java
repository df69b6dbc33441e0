package dev.furoshiki.cache;

/**
 * Makes the threads of a cache. They serve whoever comes, so they take nothing over from whoever came first: no inheritable
 * thread-locals, by which a provider might know a caller, and no context class loader, which they would keep from being unloaded.
 */
final class CacheThreads {

    private CacheThreads() {}

    static Thread daemon(Runnable work, String name) {
        Thread created = new Thread(null, work, name, 0, false);
        created.setDaemon(true);
        created.setContextClassLoader(CacheThreads.class.getClassLoader());
        return created;
    }
}

package dev.furoshiki.testing.provider;

/**
 * What every {@link dev.furoshiki.kms.KeyManagementService} does, whatever lies behind it. A provider's test implements it
 * and says which provider; a test that this one cannot run is aborted with a message that says why.
 *
 * <pre>{@code
 * class MyProviderContractTest implements KeyManagementServiceContract {
 *     public TestedProvider provider() { return new MyTestedProvider(); }
 * }
 * }</pre>
 */
public interface KeyManagementServiceContract
        extends RoundTrips,
                EncryptionContexts,
                Ciphertexts,
                KeyReferences,
                KeyStates,
                Lifetimes,
                Secrecy,
                ProviderUris {}

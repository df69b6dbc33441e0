package dev.furoshiki.key;

/** What pairs GenerateDataKeyPair makes (AWS KMS: data key pair specs). */
public enum DataKeyPairSpec {
    RSA_2048,
    RSA_3072,
    RSA_4096,
    ECC_NIST_P256,
    ECC_NIST_P384,
    ECC_NIST_P521
}

package dev.furoshiki.key;

/** What a grant can allow (AWS KMS: grant operations of symmetric and HMAC keys). */
public enum GrantOperation {
    DECRYPT("Decrypt"),
    ENCRYPT("Encrypt"),
    GENERATE_DATA_KEY("GenerateDataKey"),
    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT("GenerateDataKeyWithoutPlaintext"),
    GENERATE_DATA_KEY_PAIR("GenerateDataKeyPair"),
    GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT("GenerateDataKeyPairWithoutPlaintext"),
    RE_ENCRYPT_FROM("ReEncryptFrom"),
    RE_ENCRYPT_TO("ReEncryptTo"),
    GENERATE_MAC("GenerateMac"),
    VERIFY_MAC("VerifyMac"),
    CREATE_GRANT("CreateGrant"),
    RETIRE_GRANT("RetireGrant"),
    DESCRIBE_KEY("DescribeKey");

    private final String operation;

    GrantOperation(String operation) {
        this.operation = operation;
    }

    /** AWS KMS's name of it, such as {@code GenerateDataKey}. */
    public String operation() {
        return operation;
    }
}

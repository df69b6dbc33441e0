package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * What is done with each operation of S3, by the name of its method, in whichever client. An operation that is not here is refused: the SDK
 * gains some every few months. Stateless.
 */
public final class OperationTable {

    private static final String PLAIN = "use the plain client";

    private static final Map<String, Entry> ENTRIES = new TreeMap<>();

    /** Why an operation is refused, and what to do instead; empty for the others. */
    private record Entry(Treatment treatment, String reason, String wayOut) {}

    static {
        treat(Treatment.ENCRYPT, "putObject", "uploadPart", "uploadPartCopy");
        treat(Treatment.DECRYPT, "getObject");
        treat(
                Treatment.REWRITE,
                "abortMultipartUpload",
                "completeMultipartUpload",
                "copyObject",
                "createMultipartUpload",
                "getObjectAttributes",
                "headObject",
                "listMultipartUploads",
                "listObjectVersions",
                "listObjects",
                "listObjectsV2",
                "listParts",
                "renameObject");

        refuse("a torrent is of ciphertext", "use getObject", "getObjectTorrent");
        refuse("S3 would search in ciphertext", "get the object and search in it", "selectObjectContent");
        refuse("an Object Lambda function answers in S3's place", PLAIN, "writeGetObjectResponse");
        refuse("annotations are not encrypted", "put what they say into the object", "putObjectAnnotation");
        refuse("annotations are not encrypted", PLAIN, "getObjectAnnotation");

        treat(
                Treatment.PASS,
                // Objects as wholes, and what is kept beside their bytes.
                "deleteObject",
                "deleteObjectAnnotation",
                "deleteObjectTagging",
                "deleteObjects",
                "getObjectAcl",
                "getObjectLegalHold",
                "getObjectLockConfiguration",
                "getObjectRetention",
                "getObjectTagging",
                "listObjectAnnotations",
                "putObjectAcl",
                "putObjectLegalHold",
                "putObjectLockConfiguration",
                "putObjectRetention",
                "putObjectTagging",
                "restoreObject",
                "updateObjectEncryption",
                // Buckets and their settings.
                "createBucket",
                "createBucketMetadataConfiguration",
                "createBucketMetadataTableConfiguration",
                "createSession",
                "deleteBucket",
                "deleteBucketAnalyticsConfiguration",
                "deleteBucketCors",
                "deleteBucketEncryption",
                "deleteBucketIntelligentTieringConfiguration",
                "deleteBucketInventoryConfiguration",
                "deleteBucketLifecycle",
                "deleteBucketMetadataConfiguration",
                "deleteBucketMetadataTableConfiguration",
                "deleteBucketMetricsConfiguration",
                "deleteBucketOwnershipControls",
                "deleteBucketPolicy",
                "deleteBucketReplication",
                "deleteBucketTagging",
                "deleteBucketWebsite",
                "deletePublicAccessBlock",
                "getBucketAbac",
                "getBucketAccelerateConfiguration",
                "getBucketAcl",
                "getBucketAnalyticsConfiguration",
                "getBucketCors",
                "getBucketEncryption",
                "getBucketIntelligentTieringConfiguration",
                "getBucketInventoryConfiguration",
                "getBucketLifecycleConfiguration",
                "getBucketLocation",
                "getBucketLogging",
                "getBucketMetadataConfiguration",
                "getBucketMetadataTableConfiguration",
                "getBucketMetricsConfiguration",
                "getBucketNotificationConfiguration",
                "getBucketOwnershipControls",
                "getBucketPolicy",
                "getBucketPolicyStatus",
                "getBucketReplication",
                "getBucketRequestPayment",
                "getBucketTagging",
                "getBucketVersioning",
                "getBucketWebsite",
                "getPublicAccessBlock",
                "headBucket",
                "listBucketAnalyticsConfigurations",
                "listBucketIntelligentTieringConfigurations",
                "listBucketInventoryConfigurations",
                "listBucketMetricsConfigurations",
                "listBuckets",
                "listDirectoryBuckets",
                "putBucketAbac",
                "putBucketAccelerateConfiguration",
                "putBucketAcl",
                "putBucketAnalyticsConfiguration",
                "putBucketCors",
                "putBucketEncryption",
                "putBucketIntelligentTieringConfiguration",
                "putBucketInventoryConfiguration",
                "putBucketLifecycleConfiguration",
                "putBucketLogging",
                "putBucketMetricsConfiguration",
                "putBucketNotificationConfiguration",
                "putBucketOwnershipControls",
                "putBucketPolicy",
                "putBucketReplication",
                "putBucketRequestPayment",
                "putBucketTagging",
                "putBucketVersioning",
                "putBucketWebsite",
                "putPublicAccessBlock",
                "updateBucketMetadataAnnotationTableConfiguration",
                "updateBucketMetadataInventoryTableConfiguration",
                "updateBucketMetadataJournalTableConfiguration");
    }

    private OperationTable() {}

    /** The names of all operations that are classified. */
    public static Set<String> operations() {
        return Set.copyOf(ENTRIES.keySet());
    }

    /** {@link Treatment#REFUSE} for an operation that nobody classified. */
    public static Treatment of(String operation) {
        Entry entry = ENTRIES.get(operation);
        return entry == null ? Treatment.REFUSE : entry.treatment();
    }

    /**
     * Lets an operation pass that may be forwarded as it is.
     *
     * @throws OperationRefusedException for every other, and for a condition on stored bytes
     */
    public static void requirePass(S3Request request) {
        String operation = nameOf(request);
        if (of(operation) != Treatment.PASS) {
            throw refusal(operation);
        }
        SizeConditions.requireNone(request);
    }

    private static OperationRefusedException refusal(String operation) {
        Entry entry = ENTRIES.get(operation);
        if (entry == null || entry.treatment() != Treatment.REFUSE) {
            return new OperationRefusedException(
                    operation, "this version does not know what it does to encrypted objects", PLAIN);
        }
        return new OperationRefusedException(operation, entry.reason(), entry.wayOut());
    }

    /** The SDK names a request after its operation: {@code PutObjectRequest} is that of {@code putObject}. */
    private static String nameOf(S3Request request) {
        String type = request.getClass().getSimpleName();
        String name = type.endsWith("Request") ? type.substring(0, type.length() - "Request".length()) : type;
        return name.isEmpty() ? type : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static void treat(Treatment treatment, String... operations) {
        for (String operation : operations) {
            ENTRIES.put(operation, new Entry(treatment, "", ""));
        }
    }

    private static void refuse(String reason, String wayOut, String operation) {
        ENTRIES.put(operation, new Entry(Treatment.REFUSE, reason, wayOut));
    }
}

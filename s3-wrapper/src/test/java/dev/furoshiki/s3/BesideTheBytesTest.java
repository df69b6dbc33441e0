package dev.furoshiki.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.furoshiki.testing.servers.LocalS3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * What S3 keeps beside an object's bytes: one table of cases, each of which tells what it saw, and every client has to see what the plain
 * one does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BesideTheBytesTest {

    private static final int SIZE = 70_000;
    private static final int LONG = (5 << 20) + 1;

    private final TestKeys keys = TestKeys.create();
    private final ExecutorService reading = Executors.newCachedThreadPool();
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** A server has the cases that the plain client can do there. */
    enum Case {
        TAGS_OF_A_PUT(true) {
            @Override
            void run(S3Client s3, String bucket, List<Object> seen) {
                put(s3, put(bucket, "k").tagging("weave=plain&colour=indigo"), SIZE);
                seen.add(tags(s3, bucket, "k"));
                seen.add(head(s3, bucket, "k").tagCount());
                seen.add(get(s3, bucket, "k").tagCount());
            }
        },
        TAGS_AND_STORAGE_CLASS_OF_A_LONG_PUT(true) {
            @Override
            void run(S3Client s3, String bucket, List<Object> seen) {
                put(s3, put(bucket, "k").tagging("weave=plain").storageClass("STANDARD_IA"), LONG);
                seen.add(tags(s3, bucket, "k"));
                seen.add(head(s3, bucket, "k").storageClassAsString());
                seen.add(head(s3, bucket, "k").contentLength());
            }
        },
        TAGS_THAT_ARE_CHANGED(true) {
            @Override
            void run(S3Client s3, String bucket, List<Object> seen) {
                put(s3, put(bucket, "k"), SIZE);
                seen.add(tags(s3, bucket, "k"));
                s3.putObjectTagging(put -> put.bucket(bucket)
                        .key("k")
                        .tagging(all -> all.tagSet(
                                Tag.builder().key("weave").value("twill").build())));
                seen.add(tags(s3, bucket, "k"));
                s3.deleteObjectTagging(delete -> delete.bucket(bucket).key("k"));
                seen.add(tags(s3, bucket, "k"));
                seen.add(get(s3, bucket, "k").contentLength());
            }
        },
        STORAGE_CLASSES(true) {
            @Override
            void run(S3Client s3, String bucket, List<Object> seen) {
                put(s3, put(bucket, "a"), SIZE);
                put(s3, put(bucket, "b").storageClass(StorageClass.REDUCED_REDUNDANCY.toString()), SIZE);
                for (String key : new String[] {"a", "b"}) {
                    seen.add(head(s3, bucket, key).storageClassAsString());
                    seen.add(get(s3, bucket, key).storageClassAsString());
                }
                s3.listObjectsV2(list -> list.bucket(bucket)).contents().stream()
                        .sorted(Comparator.comparing(S3Object::key))
                        .forEach(object -> seen.add(object.key() + object.storageClassAsString() + object.size()));
            }
        },
        VERSIONS(true) {
            @Override
            void run(S3Client s3, String bucket, List<Object> seen) {
                s3.putBucketVersioning(put -> put.bucket(bucket)
                        .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
                String first = put(s3, put(bucket, "k"), SIZE);
                String second = put(s3, put(bucket, "k"), SIZE + 1);
                seen.add(first.equals(second));
                seen.add(get(s3, bucket, "k").contentLength());
                seen.add(second.equals(get(s3, bucket, "k").versionId()));
                seen.add(s3.getObjectAsBytes(get -> get.bucket(bucket).key("k").versionId(first))
                        .asByteArray()
                        .length);
                seen.add(s3.headObject(head -> head.bucket(bucket).key("k").versionId(first))
                        .contentLength());
                seen.add(s3.deleteObject(delete -> delete.bucket(bucket).key("k"))
                        .deleteMarker());
                s3.listObjectVersions(list -> list.bucket(bucket)).versions().stream()
                        .sorted(Comparator.comparing(ObjectVersion::size))
                        .forEach(version -> seen.add(version.key() + version.size() + version.isLatest()));
                seen.add(s3.getObjectAsBytes(get -> get.bucket(bucket).key("k").versionId(second))
                        .asByteArray()
                        .length);
                s3.deleteObject(delete -> delete.bucket(bucket).key("k").versionId(second));
                seen.add(s3.listObjectVersions(list -> list.bucket(bucket))
                        .versions()
                        .size());
            }
        },
        CANNED_ACLS(false) {
            @Override
            void run(S3Client s3, String bucket, List<Object> seen) {
                put(s3, put(bucket, "private"), SIZE);
                put(s3, put(bucket, "public").acl(ObjectCannedACL.PUBLIC_READ), SIZE);
                seen.add(grants(s3, bucket, "private"));
                seen.add(grants(s3, bucket, "public"));
                s3.putObjectAcl(put -> put.bucket(bucket).key("public").acl(ObjectCannedACL.PRIVATE));
                seen.add(grants(s3, bucket, "public"));
                seen.add(get(s3, bucket, "public").contentLength());
            }
        };

        private final boolean isOnS3Mock;

        Case(boolean isOnS3Mock) {
            this.isOnS3Mock = isOnS3Mock;
        }

        abstract void run(S3Client s3, String bucket, List<Object> seen);
    }

    @ParameterizedTest
    @EnumSource
    void isAsThePlainClientHasIt(Case each) {
        LocalS3 server = each.isOnS3Mock ? LocalS3.s3Mock() : LocalS3.s3Proxy();
        S3Client plain = server.client();
        S3AsyncClient async = server.asyncClientBuilder().build();
        List<Object> due = seen(each, plain);
        assertThat(due).as("the plain client saw something").isNotEmpty();
        assertThat(seen(
                        each,
                        encrypting(EncryptingS3Client.builder(plain, keys.keys(), TestKeys.KEY))
                                .build()))
                .as("synchronous")
                .isEqualTo(due);
        assertThat(seen(
                        each,
                        BlockingView.of(
                                encrypting(EncryptingS3AsyncClient.builder(async, keys.keys(), TestKeys.KEY))
                                        .build(),
                                reading)))
                .as("asynchronous")
                .isEqualTo(due);
        opened.addAll(List.of(plain, async));
    }

    private static <B extends EncryptionBuilder<B>> B encrypting(B builder) {
        return builder.partBytes(5 << 20);
    }

    private static List<Object> seen(Case each, S3Client s3) {
        List<Object> seen = new ArrayList<>();
        each.run(s3, TestBuckets.create(s3), seen);
        return seen;
    }

    @AfterAll
    void close() throws Exception {
        for (AutoCloseable client : opened) {
            client.close();
        }
        reading.shutdown();
        keys.close();
    }

    private static PutObjectRequest.Builder put(String bucket, String key) {
        return PutObjectRequest.builder().bucket(bucket).key(key);
    }

    /** The version, where there is one. */
    private static String put(S3Client s3, PutObjectRequest.Builder request, int size) {
        return String.valueOf(s3.putObject(request.build(), RequestBody.fromBytes(new byte[size]))
                .versionId());
    }

    private static HeadObjectResponse head(S3Client s3, String bucket, String key) {
        return s3.headObject(head -> head.bucket(bucket).key(key));
    }

    private static GetObjectResponse get(S3Client s3, String bucket, String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).response();
    }

    private static List<String> tags(S3Client s3, String bucket, String key) {
        return s3.getObjectTagging(get -> get.bucket(bucket).key(key)).tagSet().stream()
                .map(tag -> tag.key() + "=" + tag.value())
                .sorted()
                .toList();
    }

    private static List<String> grants(S3Client s3, String bucket, String key) {
        GetObjectAclResponse acl = s3.getObjectAcl(get -> get.bucket(bucket).key(key));
        return acl.grants().stream()
                .flatMap(grant -> Stream.of(grant.permissionAsString() + " "
                        + grant.grantee().typeAsString() + " " + grant.grantee().uri()))
                .sorted()
                .toList();
    }
}

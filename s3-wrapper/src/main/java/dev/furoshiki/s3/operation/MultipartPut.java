package dev.furoshiki.s3.operation;

import dev.furoshiki.s3.object.ObjectLayout;
import dev.furoshiki.s3.operation.ObjectPut.SealedBody;
import dev.furoshiki.s3.stream.PartBuffers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * One long body as a multipart upload: part after part through one buffer, completed as a whole or aborted.
 *
 * <p>The settings of the PutObject go to the request of the upload that has a member of that name; nothing becomes
 * visible before the completion, which is where the conditions (If-Match, If-None-Match) are checked.
 */
final class MultipartPut {

    private static final String OCTET_STREAM = "application/octet-stream";

    private final S3Client s3;
    private final PartBuffers buffers;
    private final PartPlan plan;

    MultipartPut(S3Client s3, PartBuffers buffers, PartPlan plan) {
        this.s3 = s3;
        this.buffers = buffers;
        this.plan = plan;
    }

    /**
     * @param request without checksums of the plaintext
     * @param first the first part, sealed already
     * @param used how much of it
     */
    PutObjectResponse put(PutObjectRequest request, SealedBody body, byte[] first, int used, String contentType)
            throws IOException {
        String uploadId =
                s3.createMultipartUpload(creation(request, body, contentType)).uploadId();
        try {
            List<CompletedPart> parts = upload(request, uploadId, body, first, used);
            body.checksums().verify();
            return answer(s3.completeMultipartUpload(completion(request, uploadId, parts)), body);
        } catch (RuntimeException | IOException | Error e) {
            abort(request, uploadId, e);
            throw e;
        }
    }

    static CreateMultipartUploadRequest creation(PutObjectRequest request, SealedBody body, String contentType) {
        CreateMultipartUploadRequest.Builder builder = Members.copy(request, CreateMultipartUploadRequest.builder());
        if (request.contentType() == null) {
            builder.contentType(contentType);
        }
        return builder.metadata(UserMetadata.with(
                        request.metadata(), body.object().envelope(body.promisedFacts()), body.name()))
                .overrideConfiguration(overrideOf(request))
                .build();
    }

    private List<CompletedPart> upload(
            PutObjectRequest request, String uploadId, SealedBody body, byte[] first, int used) throws IOException {
        List<CompletedPart> parts = new ArrayList<>();
        parts.add(uploadPart(request, uploadId, 1, first, used));
        // The first buffer stays its owner's; parts grow now and then.
        byte @Nullable [] grown = null;
        try {
            for (int number = 2; !body.writer().isDone(); number++) {
                int segments = plan.segmentsIn(number);
                int size = segments * ObjectLayout.STORED_SEGMENT_BYTES;
                if (size > (grown == null ? first : grown).length) {
                    giveBack(grown);
                    grown = buffers.take(size);
                }
                byte[] buffer = grown == null ? first : grown;
                int length = body.writer().fill(buffer, segments);
                parts.add(uploadPart(request, uploadId, number, buffer, length));
            }
        } finally {
            giveBack(grown);
        }
        return parts;
    }

    private void giveBack(byte @Nullable [] buffer) {
        if (buffer != null) {
            buffers.give(buffer);
        }
    }

    private CompletedPart uploadPart(PutObjectRequest request, String uploadId, int number, byte[] buffer, int length) {
        UploadPartRequest part = Members.copy(request, UploadPartRequest.builder())
                .uploadId(uploadId)
                .partNumber(number)
                .contentLength((long) length)
                .overrideConfiguration(overrideOf(request))
                .build();
        SdkPojo response = s3.uploadPart(part, ObjectPut.replayable(buffer, length, OCTET_STREAM));
        return Members.copy(response, CompletedPart.builder())
                .partNumber(number)
                .build();
    }

    static CompleteMultipartUploadRequest completion(
            PutObjectRequest request, String uploadId, List<CompletedPart> parts) {
        return Members.copy(request, CompleteMultipartUploadRequest.builder())
                .uploadId(uploadId)
                .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build())
                .overrideConfiguration(overrideOf(request))
                .build();
    }

    private static PutObjectResponse answer(CompleteMultipartUploadResponse response, SealedBody body) {
        PutObjectResponse.Builder answer = Members.copy(response, PutObjectResponse.builder());
        answer.responseMetadata(response.responseMetadata());
        answer.sdkHttpResponse(response.sdkHttpResponse());
        return ObjectPut.answer(answer, body);
    }

    private void abort(PutObjectRequest request, String uploadId, Throwable cause) {
        // The SDK sends nothing from an interrupted thread, and parts left behind would be kept and paid for.
        boolean interrupted = Thread.interrupted();
        try {
            s3.abortMultipartUpload(Members.copy(request, AbortMultipartUploadRequest.builder())
                    .uploadId(uploadId)
                    .overrideConfiguration(overrideOf(request))
                    .build());
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static AwsRequestOverrideConfiguration overrideOf(PutObjectRequest request) {
        return request.overrideConfiguration()
                .orElseGet(() -> AwsRequestOverrideConfiguration.builder().build());
    }
}

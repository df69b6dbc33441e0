package dev.furoshiki.s3.translation;

import dev.furoshiki.s3.exception.S3EncryptionException.OperationRefusedException;
import dev.furoshiki.s3.object.NewObject;
import dev.furoshiki.s3.object.ObjectName;
import dev.furoshiki.s3.object.UploadToken;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

/** One CreateMultipartUpload: the keys of the object are drawn, and the id that comes back carries them, wrapped. Immutable. */
public final class UploadCreation {

    static final String OPERATION = "createMultipartUpload";

    private final ObjectName name;
    private final CreateMultipartUploadRequest request;
    private final Encryption encryption;
    private final UploadMemory memory;
    private final int partSegments;

    private UploadCreation(
            ObjectName name,
            CreateMultipartUploadRequest request,
            Encryption encryption,
            UploadMemory memory,
            int partSegments) {
        this.name = name;
        this.request = request;
        this.encryption = encryption;
        this.memory = memory;
        this.partSegments = partSegments;
    }

    static UploadCreation of(
            CreateMultipartUploadRequest request, Encryption encryption, UploadMemory memory, int partSegments) {
        ObjectName name = Names.of(request.bucket(), request.key());
        RawHeaders.requireHarmless(OPERATION, request);
        UserMetadata.requireUnreserved(request.metadata(), name);
        if (encryption.isDeclaredPlaintext(name)) {
            throw new OperationRefusedException(
                    OPERATION,
                    name + " lies where this client was told that objects are plaintext",
                    "write it through the plain client, or under another name");
        }
        return new UploadCreation(name, request, encryption, memory, partSegments);
    }

    /** Draws the keys of the object: may call key services. To be closed by its caller. */
    public NewObject draw() {
        return encryption.newObject(name);
    }

    /** What is sent. */
    public CreateMultipartUploadRequest stored(NewObject object) {
        CreateMultipartUploadRequest.Builder stored =
                request.toBuilder().metadata(UserMetadata.with(request.metadata(), object.envelope(null), name));
        if (isOtherAlgorithm()) {
            stored.checksumAlgorithm((String) null).checksumType((String) null);
        }
        return stored.build();
    }

    private boolean isOtherAlgorithm() {
        return request.checksumAlgorithm() != null
                && !ChecksumMembers.isForStoredBytes(request.checksumAlgorithmAsString());
    }

    /** What the server said, with the id that parts are uploaded under here. */
    public CreateMultipartUploadResponse answer(CreateMultipartUploadResponse response, NewObject object) {
        WholeAnswers.require(response.uploadId(), OPERATION, "nothing says which upload was begun");
        UploadToken token = object.token(response.uploadId(), partSegments);
        KnownUpload upload = memory.of(name, token);
        upload.open();
        upload.noteCustomerKey(request.sseCustomerKey() != null);
        upload.noteChecksumAlgorithm(request.checksumAlgorithmAsString());
        CreateMultipartUploadResponse.Builder answer = response.toBuilder().uploadId(token.toString());
        if (isOtherAlgorithm()) {
            answer.checksumAlgorithm(request.checksumAlgorithmAsString()).checksumType(request.checksumTypeAsString());
        }
        return answer.applyMutation(RawResponses::hideStoredLengths).build();
    }
}

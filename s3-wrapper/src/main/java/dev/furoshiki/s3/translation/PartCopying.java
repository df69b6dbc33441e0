package dev.furoshiki.s3.translation;

import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/** How a part is copied. */
public sealed interface PartCopying {

    /** By the store: plaintext to where plaintext is declared. */
    record InStore(UploadPartCopyRequest request) implements PartCopying {}

    /** Through this client, which gets the range and uploads it as a part. */
    record Through(PartSource source) implements PartCopying {}
}

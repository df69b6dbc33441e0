package dev.furoshiki.s3.translation;

import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/** What is asked of the store for a copy. */
public sealed interface Copying {

    /** All of it at once. */
    record InOne(CopyObjectRequest request) implements Copying {}

    /** One part after the other. */
    record InParts(PartsCopy parts) implements Copying {}
}

package dev.furoshiki.s3.translation;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** S3's own errors, where this client has to answer in the server's place because only it sees plaintext. Stateless. */
final class ServiceErrors {

    private ServiceErrors() {}

    /** The answer to a body whose checksum is not the one that was given. */
    static S3Exception badDigest(String algorithm) {
        return error(400, "BadDigest", "The " + algorithm + " you specified did not match the calculated checksum.");
    }

    /** The answer to a checksum that is not base64. */
    static S3Exception invalidDigest(String algorithm) {
        return error(400, "InvalidDigest", "The " + algorithm + " you specified is not valid.");
    }

    /** The answer to a range that holds no byte of the object. */
    static S3Exception invalidRange() {
        return error(416, "InvalidRange", "The requested range is not satisfiable");
    }

    /** The answer to the number of a part that the object does not have. */
    static S3Exception noSuchPart() {
        return error(416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
    }

    /** The answer to members of a request that exclude one another. */
    static S3Exception invalidRequest(String message) {
        return error(400, "InvalidRequest", message);
    }

    /** The answer to a member of a request that has no such value. */
    static S3Exception invalidArgument(String message) {
        return error(400, "InvalidArgument", message);
    }

    /** The answer to a condition that the object does not meet. */
    static S3Exception preconditionFailed() {
        return error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
    }

    /** The answer to a completion without parts, or one that names a part without its number. */
    static S3Exception malformedXml() {
        return error(
                400,
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    /** The answer to a part number that S3 does not have. */
    static S3Exception invalidPartNumber() {
        return error(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
    }

    /** The answer to a completion that names a part which is not there, or is another. */
    static S3Exception invalidPart(int number) {
        return error(
                400,
                "InvalidPart",
                "Part " + number + " could not be found. It may not have been uploaded, or the specified entity tag or"
                        + " checksum may not match the part's.");
    }

    /** The answer to a completion whose parts are not in ascending order. */
    static S3Exception invalidPartOrder() {
        return error(
                400,
                "InvalidPartOrder",
                "The list of parts was not in ascending order. Parts must be ordered by part number.");
    }

    /** The answer to a completion that gives another size than the parts have. */
    static S3Exception otherObjectSize() {
        return error(
                400, "InvalidRequest", "The provided 'x-amz-mp-object-size' header does not match what was computed.");
    }

    private static S3Exception error(int statusCode, String code, String message) {
        AwsErrorDetails details = AwsErrorDetails.builder()
                .serviceName("S3")
                .errorCode(code)
                .errorMessage(message)
                .sdkHttpResponse(
                        SdkHttpResponse.builder().statusCode(statusCode).build())
                .build();
        AwsServiceException.Builder builder =
                S3Exception.builder().statusCode(statusCode).message(message).awsErrorDetails(details);
        return (S3Exception) builder.build();
    }
}

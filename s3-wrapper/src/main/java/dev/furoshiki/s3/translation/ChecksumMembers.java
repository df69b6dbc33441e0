package dev.furoshiki.s3.translation;

import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** The members of requests and answers that hold a checksum of the body, and their numbers in object-v1. Stateless. */
final class ChecksumMembers {

    /** The algorithms of object-v1, in the order of their numbers from 1. */
    private static final String[] ALGORITHMS = {
        "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128"
    };

    private static final String PREFIX = "Checksum";

    /** Members that begin like a checksum and are none. */
    private static final Set<String> SETTINGS = Set.of("ChecksumAlgorithm", "ChecksumMode");

    /**
     * What the store may be asked to check stored bytes with, of those above: the SDK computes no MD5, and the others are
     * not taken everywhere for parts of an upload.
     */
    private static final Set<String> OF_STORED_BYTES = Set.of("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256");

    private static final Map<Class<?>, Set<String>> NAMES = new ConcurrentHashMap<>();

    private ChecksumMembers() {}

    /** The number of an algorithm in object-v1; 0 for one that it does not have. */
    static int numberOf(String algorithm) {
        return Arrays.asList(ALGORITHMS).indexOf(algorithm) + 1;
    }

    /** Whether an algorithm, asked for the plaintext, serves for the stored bytes too; else the SDK chooses. */
    static boolean isForStoredBytes(@Nullable String algorithm) {
        return algorithm != null && OF_STORED_BYTES.contains(algorithm);
    }

    /** The names of the members of a request or answer that speak of the stored bytes' checksum. */
    static Set<String> namesIn(SdkPojo pojo) {
        return NAMES.computeIfAbsent(
                pojo.getClass(),
                type -> Members.of(pojo).keySet().stream()
                        .filter(ChecksumMembers::isOfStoredBytes)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static boolean isOfStoredBytes(String member) {
        return member.equals("ContentMD5") || (member.startsWith(PREFIX) && !SETTINGS.contains(member));
    }

    /** The checksums that a request gives of its body: algorithm to base64 text. {@code Content-MD5} is not among them. */
    static Map<String, String> givenIn(SdkPojo request) {
        Map<String, String> given = new LinkedHashMap<>();
        for (SdkField<?> field : request.sdkFields()) {
            String name = field.memberName();
            if (name.startsWith(PREFIX) && !SETTINGS.contains(name) && !name.equals("ChecksumType")) {
                Object value = field.getValueOrDefault(request);
                if (value != null) {
                    given.put(name.substring(PREFIX.length()), value.toString());
                }
            }
        }
        return given;
    }

    /**
     * Replaces what an answer says of the stored bytes by checksums of the plaintext.
     *
     * @param plaintext by the numbers of object-v1; empty for none
     */
    static <B extends SdkPojo> B replace(B answer, Map<Integer, byte[]> plaintext) {
        Members.clear(answer, namesIn(answer));
        plaintext.forEach((number, value) -> {
            if (number >= 1 && number <= ALGORITHMS.length) {
                Members.set(
                        answer,
                        PREFIX + ALGORITHMS[number - 1],
                        Base64.getEncoder().encodeToString(value));
                Members.set(answer, "ChecksumType", "FULL_OBJECT");
            }
        });
        return answer;
    }

    /** Tells one checksum of the plaintext. */
    static void tell(SdkPojo answer, String algorithm, String value, String type) {
        Members.set(answer, PREFIX + algorithm, value);
        Members.set(answer, "ChecksumType", type);
    }

    /** An algorithm that there is a checksum of; null where there is none. */
    static @Nullable String algorithmOf(SdkPojo part) {
        return givenIn(part).keySet().stream().findFirst().orElse(null);
    }

    /** Takes out which checksums the store keeps of stored bytes. */
    static <B extends SdkPojo> B forget(B listed) {
        return Members.clear(listed, Set.of("ChecksumAlgorithm", "ChecksumType"));
    }
}

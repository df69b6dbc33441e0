package dev.furoshiki.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request and its answer on their way through a {@link FaultProxy}. For the two threads of a connection. */
final class Exchange {

    private static final int TRICKLED_PIECES = 30;
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");
    private static final Pattern UPLOAD_ID = Pattern.compile("[?&]uploadId=([^& ]+)");
    private static final Pattern NEW_UPLOAD_ID = Pattern.compile("<UploadId>([^<]+)</UploadId>");

    private final long begun = System.nanoTime();
    private final byte[] head;
    private final String method;
    private final String target;
    private final long bodyBytes;
    private final boolean expectsContinue;
    private final @Nullable NetworkFault fault;
    private final AnswerEnd answerEnd;
    private final AtomicBoolean isStruck = new AtomicBoolean();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicInteger piecesLeft = new AtomicInteger(TRICKLED_PIECES);
    private final ByteArrayOutputStream created = new ByteArrayOutputStream();
    private long answeredBytes;

    Exchange(byte[] head, @Nullable NetworkFault fault) {
        this.head = head;
        this.fault = fault;
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String[] line = text.substring(0, text.indexOf('\r')).split(" ", -1);
        this.method = line[0];
        this.target = line[1];
        String lower = text.toLowerCase(Locale.ROOT);
        Matcher length = LENGTH.matcher(lower);
        this.bodyBytes = length.find() ? Long.parseLong(length.group(1)) : 0;
        this.expectsContinue = lower.contains("\r\nexpect: 100-continue");
        this.answerEnd = new AnswerEnd(method);
    }

    /** In nanoseconds. */
    long age() {
        return System.nanoTime() - begun;
    }

    byte[] head() {
        return head;
    }

    long bodyBytes() {
        return bodyBytes;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    @Nullable
    NetworkFault fault() {
        return fault;
    }

    boolean is(NetworkFault.Kind kind) {
        return fault != null && fault.kind() == kind;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    boolean changesNothing() {
        return method.equals("GET") || isHead();
    }

    boolean isAbortion() {
        return method.equals("DELETE") && uploadId().isPresent();
    }

    private boolean isCreation() {
        return method.equals("POST") && target.endsWith("?uploads");
    }

    /** The upload that it names. */
    Optional<String> uploadId() {
        Matcher id = UPLOAD_ID.matcher(target);
        return id.find() ? Optional.of(id.group(1)) : Optional.empty();
    }

    /** The upload that the answer names, when all of it was read. */
    Optional<String> newUploadId() {
        Matcher id = NEW_UPLOAD_ID.matcher(created.toString(StandardCharsets.UTF_8));
        return isCreation() && id.find() ? Optional.of(id.group(1)) : Optional.empty();
    }

    /** The fault has come about. */
    boolean strike() {
        return isStruck.compareAndSet(false, true);
    }

    boolean isStruck() {
        return isStruck.get();
    }

    /** Whether one more piece goes alone. */
    boolean tricklesOn() {
        return piecesLeft.getAndDecrement() > 0;
    }

    /** Some of the answer has come from the server; how much had before. */
    long answered(byte[] bytes, int length) {
        answerEnd.read(bytes, length);
        if (isCreation()) {
            created.write(bytes, 0, length);
        }
        long before = answeredBytes;
        answeredBytes += length;
        return before;
    }

    boolean isAnswered() {
        return answerEnd.isEnded();
    }

    /** Whether it was not over yet. */
    boolean end() {
        return isOver.compareAndSet(false, true);
    }

    @Override
    public String toString() {
        return method + " " + target + ", " + answeredBytes + " bytes answered"
                + (fault == null ? "" : ", " + (isStruck() ? "met " : "missed ") + fault);
    }
}

package dev.furoshiki.s3;

import java.util.List;
import java.util.Random;

/**
 * What happens to one request and its answer on the way.
 *
 * @param where in it, from 0 to 1
 * @param millis how long what waits does
 * @param isHard whether a connection is reset rather than closed, a refusal comes before the body was read
 */
record NetworkFault(Kind kind, double where, int millis, boolean isHard) {

    enum Kind {
        /** The connection ends after so much of the request. */
        REQUEST_CUT,
        /** The connection ends after so much of the answer, or before all of it. */
        ANSWER_CUT,
        /** The server has had all of the request, and nothing of its answer arrives. */
        ANSWER_LOST,
        /** Somebody between answers, and the server is not asked. */
        REFUSED,
        REQUEST_STALLED,
        ANSWER_STALLED,
        /** A few bytes at a time. */
        TRICKLED,
        /** The client's connection ends, and what it sent arrives later, perhaps behind what it sends again. */
        LATE
    }

    private static final List<Kind> KINDS = List.of(Kind.values());

    /** Shorter than any time-out of the clients. */
    private static final int MOST_MILLIS = 40;

    /** One of so many waits longer. */
    private static final int LONG_ONES = 100;

    private static final double SHARE_OF_HEADS = 0.4;
    private static final int MOST_ANSWER_BITS = 19;

    /** @param longestMillis longer than the time-outs of the clients; now and then something waits as long */
    static NetworkFault draw(Random random, int longestMillis) {
        boolean isLong = random.nextInt(LONG_ONES) == 0;
        return new NetworkFault(
                KINDS.get(random.nextInt(KINDS.size())),
                random.nextDouble(),
                isLong ? longestMillis : 1 + random.nextInt(MOST_MILLIS),
                random.nextBoolean());
    }

    /** After how many bytes of a request: 0 to all, in its head as well as in its body. */
    long inRequest(int headBytes, long bodyBytes) {
        if (where < SHARE_OF_HEADS) {
            return (long) (where / SHARE_OF_HEADS * headBytes);
        }
        return headBytes + Math.round((where - SHARE_OF_HEADS) / (1 - SHARE_OF_HEADS) * bodyBytes);
    }

    /** After how many bytes of an answer, whose length is not known: as often below 100 as above 5,000. */
    long inAnswer() {
        return (long) Math.pow(2, where * MOST_ANSWER_BITS);
    }

    int status() {
        return where < 0.5 ? 500 : 503;
    }

    int pieceBytes() {
        return 1 + (int) (where * 1_000);
    }
}

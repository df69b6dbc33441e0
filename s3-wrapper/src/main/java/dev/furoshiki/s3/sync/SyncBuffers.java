package dev.furoshiki.s3.sync;

import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import java.util.concurrent.Executor;

/**
 * What the bodies of one client share.
 *
 * @param executor sends parts, and asks for stored bytes ahead; what it does not take is done by whoever calls the client
 * @param budget of all bodies together
 * @param inFlight how many parts of one body are on their way at once, at most: with one the executor is given nothing
 */
public record SyncBuffers(Executor executor, PartBuffers parts, BufferBudget budget, int inFlight) {

    /** Whether everything is done by whoever calls the client. */
    boolean isSerial() {
        return inFlight == 1;
    }
}

package dev.furoshiki.s3.async;

import dev.furoshiki.s3.stream.BufferBudget;
import dev.furoshiki.s3.stream.PartBuffers;
import java.util.concurrent.Executor;

/**
 * What the bodies of one client share.
 *
 * @param executor for whatever seals, opens, or waits for a key service
 * @param budget of all bodies together
 * @param inFlight how many parts of one body are on their way at once, at most
 */
public record AsyncBuffers(Executor executor, PartBuffers parts, BufferBudget budget, int inFlight) {}

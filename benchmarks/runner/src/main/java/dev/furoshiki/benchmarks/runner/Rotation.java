package dev.furoshiki.benchmarks.runner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The order of contenders in a round: the list, rotated by one each round, so that none always runs first, and a machine
 * that grows slower or faster in the course of a run does it to all of them.
 */
final class Rotation {

    private Rotation() {}

    static <T> List<T> ofRound(int round, List<T> contenders) {
        List<T> rotated = new ArrayList<>(contenders);
        Collections.rotate(rotated, -(round % Math.max(1, contenders.size())));
        return rotated;
    }
}

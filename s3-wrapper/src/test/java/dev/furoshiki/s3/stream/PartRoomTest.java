package dev.furoshiki.s3.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PartRoomTest {

    private final PartRoom room = new PartRoom(100);

    @Test
    void isGrantedInTurn() {
        CompletableFuture<PartRoom.Share> first = room.take(60);
        CompletableFuture<PartRoom.Share> second = room.take(41);
        CompletableFuture<PartRoom.Share> third = room.take(1);
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(third).as("behind the one that waits").isNotDone();
        first.join().close();
        first.join().close();
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
        assertThat(room.heldBytes()).isEqualTo(42);
        second.join().close();
        third.join().close();
        assertThat(room.heldBytes()).isZero();
    }

    @Test
    void whoCancelsGetsNoneAndIsNotWaitedFor() {
        PartRoom.Share all = room.take(100).join();
        CompletableFuture<PartRoom.Share> cancelled = room.take(100);
        CompletableFuture<PartRoom.Share> next = room.take(30);
        assertThat(cancelled.cancel(true)).isTrue();
        all.close();
        assertThat(next).isCompleted();
        assertThat(room.heldBytes()).isEqualTo(30);
    }

    @Test
    void whatIsLongerThanAllIsAlone() {
        PartRoom.Share small = room.take(1).join();
        CompletableFuture<PartRoom.Share> long1 = room.take(1_000);
        assertThat(long1).isNotDone();
        small.close();
        assertThat(long1).isCompleted();
        assertThat(room.take(1)).isNotDone();
    }
}

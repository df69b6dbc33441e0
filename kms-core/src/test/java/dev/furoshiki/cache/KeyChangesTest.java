package dev.furoshiki.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is known of keys that changed, and of those that changed too long ago. */
class KeyChangesTest {

    private final KeyChanges changes = new KeyChanges();

    @Test
    void aKeyIsUnchangedWhileOthersChange() {
        changes.add("one");
        long after = changes.last();
        changes.add("other");
        assertThat(changes.isNoneSince(after, "one")).isTrue();
        assertThat(changes.isNoneSince(after, "never changed")).isTrue();
        assertThat(changes.isNoneSince(after, "other")).isFalse();
        assertThat(changes.isNoneSince(after)).isFalse();
        assertThat(changes.isNoneSince(after - 1, "one")).isFalse();
        changes.add("one");
        assertThat(changes.isNoneSince(after, "one")).isFalse();
    }

    /** What is no longer known is taken for changed. */
    @Test
    void onlySoManyAreRememberedAndTheOthersChangedWithTheLastOfThem() {
        changes.add("first");
        changes.add("second");
        changes.add("first");
        long before = changes.last();
        for (int i = 0; i < KeyChanges.MOST; i++) {
            changes.add("key " + i);
        }
        // Of those that were forgotten, the last change was the last one of "first".
        assertThat(changes.isNoneSince(before, "first")).isTrue();
        assertThat(changes.isNoneSince(before - 1, "second")).isFalse();
        changes.add("one more");
        assertThat(changes.isNoneSince(before, "first")).isFalse();
        assertThat(changes.isNoneSince(before, "key 1")).isFalse();
        assertThat(changes.isNoneSince(changes.last(), "key 0")).isTrue();
    }
}

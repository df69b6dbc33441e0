package dev.furoshiki.pkcs11.cryptoki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLong;
import com.sun.jna.ptr.NativeLongByReference;
import dev.furoshiki.pkcs11.cryptoki.FunctionTable.Entry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a library says of its own answers is not believed: it would read or keep what nobody wrote. */
class NativeCryptokiTest {

    private static long session;

    @BeforeAll
    static void open() throws Exception {
        SoftHsm.assumeInstalled();
        SoftToken token = SoftHsm.newToken();
        token.generateKey("orders", "0a01");
        token.generateKey("orders", "0a02");
        token.generateKey("orders", "0a03");
        session = SoftHsm.cryptoki().openSession(token.slot());
        SoftHsm.cryptoki().login(session, SoftToken.PIN.getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void close() throws Exception {
        if (session != 0) {
            SoftHsm.cryptoki().closeSession(session);
        }
    }

    static List<Long> impossible() {
        return List.of(65L, 1L << 31, (1L << 32) + 16, -1L, Long.MIN_VALUE);
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void aMacLongerThanItsRoomIsNotRead(long claimed) throws Exception {
        Cryptoki library = claiming(FunctionTable.SIGN, claimed);
        long key = library.find(session, orders(), 1)[0];
        assertThatThrownBy(() -> library.sign(session, Cryptoki.AES_CMAC, key, new byte[16]))
                .isInstanceOf(CryptokiException.class)
                .hasMessageContaining("C_Sign")
                .hasMessageContaining(Long.toUnsignedString(claimed));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void moreObjectsThanThereIsRoomForAreNotRead(long claimed) throws Exception {
        Cryptoki library = claiming(FunctionTable.FIND_OBJECTS, claimed);
        assertThatThrownBy(() -> library.find(session, orders(), 2))
                .isInstanceOf(CryptokiException.class)
                .hasMessageContaining("C_FindObjects");
        // The search was ended: the session takes another.
        assertThat(SoftHsm.cryptoki().find(session, orders(), 2)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {65_537, 1L << 31, (1L << 32) + 1, -1})
    void moreSlotsThanAMachineHasAreNotRead(long claimed) {
        Cryptoki library = claiming(FunctionTable.GET_SLOT_LIST, claimed);
        assertThatThrownBy(library::slotsWithTokens)
                .isInstanceOf(CryptokiException.class)
                .hasMessageContaining("C_GetSlotList");
    }

    /** The number of slots is asked for first, and then the slots. */
    @Test
    void moreSlotsThanWereAnnouncedAreNotRead() {
        AtomicInteger calls = new AtomicInteger();
        Cryptoki library = new NativeCryptoki((entry, arguments) -> {
            SoftHsm.cryptoki().functions().call(entry, arguments);
            if (calls.incrementAndGet() == 2) {
                last(arguments).setValue(new NativeLong(10_000));
            }
        });
        assertThatThrownBy(library::slotsWithTokens).isInstanceOf(CryptokiException.class);
    }

    /** Else the second key of a label would be hidden, and the label would seem to name the first. */
    @Test
    void aLibraryThatGivesOneObjectACallIsAskedForTheRest() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Cryptoki library = new NativeCryptoki((entry, arguments) -> {
            if (entry.equals(FunctionTable.FIND_OBJECTS)) {
                calls.incrementAndGet();
                arguments[2] = new NativeLong(1);
            }
            SoftHsm.cryptoki().functions().call(entry, arguments);
        });
        assertThat(library.find(session, orders(), 5))
                .containsExactly(SoftHsm.cryptoki().find(session, orders(), 5))
                .hasSize(3);
        assertThat(calls).hasValue(4);
        assertThat(library.find(session, orders(), 2)).hasSize(2);
        assertThat(library.find(session, List.of(Attribute.of(Cryptoki.ID, new byte[] {9})), 2))
                .isEmpty();
    }

    private static List<Attribute> orders() {
        return List.of(Attribute.of(Cryptoki.LABEL, "orders".getBytes(StandardCharsets.UTF_8)));
    }

    private static Cryptoki claiming(Entry function, long claimed) {
        return new NativeCryptoki((entry, arguments) -> {
            SoftHsm.cryptoki().functions().call(entry, arguments);
            if (entry.equals(function)) {
                last(arguments).setValue(new NativeLong(claimed));
            }
        });
    }

    private static NativeLongByReference last(Object... arguments) {
        return (NativeLongByReference) arguments[arguments.length - 1];
    }
}

package dev.furoshiki.pkcs11;

import dev.furoshiki.pkcs11.cryptoki.Attribute;
import dev.furoshiki.pkcs11.cryptoki.Cryptoki;
import dev.furoshiki.pkcs11.cryptoki.CryptokiException;
import dev.furoshiki.pkcs11.cryptoki.ReturnValue;
import dev.furoshiki.pkcs11.cryptoki.TokenInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A real library whose functions return errors or wrong answers when told to, as a device does that SoftHSM cannot be made to
 * be: locked, broken, full. Counts calls. Thread-safe.
 */
final class FaultyCryptoki implements Cryptoki {

    private final Cryptoki library;
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private volatile UnaryOperator<TokenInfo> info = UnaryOperator.identity();
    private volatile UnaryOperator<byte[]> macs = UnaryOperator.identity();
    private volatile Map<Long, byte[]> shown = Map.of();
    private volatile Runnable beforeSign = () -> {};
    private volatile boolean signs = true;
    private volatile boolean showsLogins = true;
    private volatile byte[] lastPin = {};

    private record Fault(ReturnValue value, AtomicInteger times) {}

    FaultyCryptoki(Cryptoki library) {
        this.library = library;
    }

    /** From now on the function returns the error, so many times. */
    void fail(String function, ReturnValue value, int times) {
        faults.put(function, new Fault(value, new AtomicInteger(times)));
    }

    void heal() {
        faults.clear();
        macs = UnaryOperator.identity();
    }

    /** What becomes of each MAC from now on. */
    void macs(UnaryOperator<byte[]> wrong) {
        macs = wrong;
    }

    /** Every object has this attribute from now on. */
    void shows(long type, byte[] value) {
        shown = Map.of(type, value);
    }

    /** Who signs next is held up by this, in a session that it has. */
    void beforeNextSign(Runnable waiting) {
        beforeSign = () -> {
            beforeSign = () -> {};
            waiting.run();
        };
    }

    /** C_Login succeeds, and nobody is logged in. */
    void withoutLogins() {
        showsLogins = false;
    }

    /** What the token says of itself from now on. */
    void flag(long more) {
        info = token -> new TokenInfo(token.label(), token.serial(), token.flags() | more);
    }

    void withoutMechanism() {
        signs = false;
    }

    /** The very array of the last login, which its owner should have zeroed. */
    byte[] lastPin() {
        return lastPin;
    }

    int calls(String function) {
        AtomicInteger count = calls.get(function);
        return count == null ? 0 : count.get();
    }

    private void enter(String function) throws CryptokiException {
        calls.computeIfAbsent(function, name -> new AtomicInteger()).incrementAndGet();
        Fault fault = faults.get(function);
        if (fault != null && fault.times().getAndDecrement() > 0) {
            throw new CryptokiException(function, fault.value());
        }
    }

    @Override
    public void initialize() throws CryptokiException {
        enter("C_Initialize");
        library.initialize();
    }

    @Override
    public long[] slotsWithTokens() throws CryptokiException {
        enter("C_GetSlotList");
        return library.slotsWithTokens();
    }

    @Override
    public TokenInfo tokenInfo(long slot) throws CryptokiException {
        enter("C_GetTokenInfo");
        return info.apply(library.tokenInfo(slot));
    }

    @Override
    public boolean signs(long slot, long mechanism) throws CryptokiException {
        enter("C_GetMechanismInfo");
        return signs && library.signs(slot, mechanism);
    }

    @Override
    public long openSession(long slot) throws CryptokiException {
        enter("C_OpenSession");
        return library.openSession(slot);
    }

    @Override
    public void closeSession(long session) throws CryptokiException {
        enter("C_CloseSession");
        library.closeSession(session);
    }

    @Override
    public boolean isLoggedIn(long session) throws CryptokiException {
        enter("C_GetSessionInfo");
        return showsLogins && library.isLoggedIn(session);
    }

    @Override
    public void login(long session, byte[] pin) throws CryptokiException {
        lastPin = pin;
        enter("C_Login");
        library.login(session, pin);
    }

    @Override
    public long[] find(long session, List<Attribute> attributes, int most) throws CryptokiException {
        enter("C_FindObjects");
        return library.find(session, attributes, most);
    }

    @Override
    public Map<Long, byte[]> attributes(long session, long object, List<Long> types) throws CryptokiException {
        enter("C_GetAttributeValue");
        Map<Long, byte[]> values = new HashMap<>(library.attributes(session, object, types));
        values.putAll(shown);
        return values;
    }

    @Override
    public byte[] sign(long session, long mechanism, long key, byte[] message) throws CryptokiException {
        beforeSign.run();
        enter("C_Sign");
        return macs.apply(library.sign(session, mechanism, key, message));
    }
}

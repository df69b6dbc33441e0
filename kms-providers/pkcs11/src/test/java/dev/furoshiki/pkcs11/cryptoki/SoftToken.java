package dev.furoshiki.pkcs11.cryptoki;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;
import dev.furoshiki.pkcs11.cryptoki.FunctionTable.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A token of SoftHSM and what its administrator does with it. Each deed opens a session and closes it again, so that the
 * process is left logged in only by those whom the test is about.
 */
public final class SoftToken {

    public static final String PIN = "1234";

    private static final Entry INIT_TOKEN = new Entry(9, "C_InitToken");
    private static final Entry INIT_PIN = new Entry(10, "C_InitPIN");
    private static final Entry CLOSE_ALL_SESSIONS = new Entry(14, "C_CloseAllSessions");
    private static final Entry LOGOUT = new Entry(19, "C_Logout");
    private static final Entry CREATE_OBJECT = new Entry(20, "C_CreateObject");
    private static final Entry DESTROY_OBJECT = new Entry(22, "C_DestroyObject");
    private static final Entry SET_ATTRIBUTE_VALUE = new Entry(25, "C_SetAttributeValue");
    private static final Entry GENERATE_KEY = new Entry(58, "C_GenerateKey");

    private static final String SECURITY_OFFICER_PIN = "567890";
    private static final long SECURITY_OFFICER = 0;
    private static final long USER = 1;
    private static final long READ_WRITE_SERIAL = 0x06;
    private static final long TOKEN_INITIALIZED = 0x400;
    private static final long PRIVATE = 0x02;
    private static final long VALUE = 0x11;
    private static final long AES_KEY_GENERATION = 0x1080;

    private final NativeCryptoki cryptoki;
    private final String label;
    private final String serial;

    private SoftToken(NativeCryptoki cryptoki, String label, String serial) {
        this.cryptoki = cryptoki;
        this.label = label;
        this.serial = serial;
    }

    /** C_InitToken, in the slot that SoftHSM keeps for a new token; there is no PIN for its user yet. */
    static SoftToken make(NativeCryptoki cryptoki, String label) throws CryptokiException {
        long slot = freeSlot(cryptoki);
        byte[] padded = String.format("%-32s", label).getBytes(StandardCharsets.UTF_8);
        try (Memory pin = text(SECURITY_OFFICER_PIN);
                Memory name = NativeCryptoki.copyOf(padded)) {
            cryptoki.functions().call(INIT_TOKEN, NativeCryptoki.ulong(slot), pin, size(SECURITY_OFFICER_PIN), name);
        }
        return new SoftToken(cryptoki, label, cryptoki.tokenInfo(slot).serial());
    }

    public String label() {
        return label;
    }

    /** Where SoftHSM keeps it: the folder whose name the end of the serial number is in. */
    public Path folder() throws IOException {
        try (Stream<Path> folders = Files.list(SoftHsm.tokens())) {
            return folders.filter(folder ->
                            folder.getFileName().toString().replace("-", "").endsWith(serial))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** C_InitPIN by the security officer. */
    public void setPin() throws CryptokiException {
        try (Memory pin = text(PIN)) {
            inSession(SECURITY_OFFICER, SECURITY_OFFICER_PIN, session -> {
                call(INIT_PIN, NativeCryptoki.ulong(session), pin, size(PIN));
                return 0;
            });
        }
    }

    /** What a key is made with: an AES-256 key that is fit for use, unless changed. */
    public static Map<Long, Attribute> template(String keyLabel, String idHex) {
        Map<Long, Attribute> template = new LinkedHashMap<>();
        for (Attribute attribute : List.of(
                Attribute.of(Cryptoki.LABEL, keyLabel.getBytes(StandardCharsets.UTF_8)),
                Attribute.of(Cryptoki.ID, HexFormat.of().parseHex(idHex)),
                Attribute.flag(Cryptoki.ON_TOKEN, true),
                Attribute.flag(PRIVATE, true),
                Attribute.flag(Cryptoki.SENSITIVE, true),
                Attribute.flag(Cryptoki.EXTRACTABLE, false),
                Attribute.flag(Cryptoki.MAY_SIGN, true),
                Attribute.number(Cryptoki.VALUE_LENGTH, 32))) {
            template.put(attribute.type(), attribute);
        }
        return template;
    }

    public void generateKey(String keyLabel, String idHex) throws CryptokiException {
        generateKey(template(keyLabel, idHex));
    }

    public void generateKey(Map<Long, Attribute> template) throws CryptokiException {
        List<Attribute> attributes = new ArrayList<>(template.values());
        try (Memory mechanism = NativeCryptoki.zeroed(24);
                NativeAttributes array = new NativeAttributes(attributes)) {
            NativeCryptoki.writeNumber(mechanism, 0, AES_KEY_GENERATION);
            asUser(session -> {
                call(
                        GENERATE_KEY,
                        NativeCryptoki.ulong(session),
                        mechanism,
                        array.address(),
                        NativeCryptoki.ulong(attributes.size()),
                        new NativeLongByReference());
                return 0;
            });
        }
    }

    /** A key of known bytes: for test vectors. */
    public void importKey(String keyLabel, String idHex, byte[] key) throws CryptokiException {
        Map<Long, Attribute> template = template(keyLabel, idHex);
        template.remove(Cryptoki.VALUE_LENGTH);
        List<Attribute> attributes = new ArrayList<>(template.values());
        attributes.add(Attribute.of(VALUE, key));
        attributes.add(Attribute.number(Cryptoki.KEY_CLASS, Cryptoki.SECRET_KEY));
        attributes.add(Attribute.number(Cryptoki.KEY_TYPE, Cryptoki.AES));
        try (NativeAttributes array = new NativeAttributes(attributes)) {
            asUser(session -> {
                call(
                        CREATE_OBJECT,
                        NativeCryptoki.ulong(session),
                        array.address(),
                        NativeCryptoki.ulong(attributes.size()),
                        new NativeLongByReference());
                return 0;
            });
        }
    }

    public void destroyKey(String keyLabel) throws CryptokiException {
        asUser(session -> {
            call(DESTROY_OBJECT, NativeCryptoki.ulong(session), NativeCryptoki.ulong(object(session, keyLabel)));
            return 0;
        });
    }

    public void relabelKey(String keyLabel, String newLabel) throws CryptokiException {
        Attribute label = Attribute.of(Cryptoki.LABEL, newLabel.getBytes(StandardCharsets.UTF_8));
        try (NativeAttributes array = new NativeAttributes(List.of(label))) {
            asUser(session -> {
                call(
                        SET_ATTRIBUTE_VALUE,
                        NativeCryptoki.ulong(session),
                        NativeCryptoki.ulong(object(session, keyLabel)),
                        array.address(),
                        NativeCryptoki.ulong(1));
                return 0;
            });
        }
    }

    /** C_CloseAllSessions: ends those of others in this process too, and logs out. */
    public void closeAllSessions() throws CryptokiException {
        call(CLOSE_ALL_SESSIONS, NativeCryptoki.ulong(slot()));
    }

    /** C_Logout, for the whole process. */
    public void logout() throws CryptokiException {
        long session = cryptoki.openSession(slot());
        call(LOGOUT, NativeCryptoki.ulong(session));
        cryptoki.closeSession(session);
    }

    /** Whether anybody in this process is logged in to it. */
    public boolean isLoggedIn() throws CryptokiException {
        long session = cryptoki.openSession(slot());
        try {
            return cryptoki.isLoggedIn(session);
        } finally {
            cryptoki.closeSession(session);
        }
    }

    /** The serial number, which SoftHSM draws for each token. */
    public String serial() {
        return serial;
    }

    long slot() throws CryptokiException {
        for (long slot : cryptoki.slotsWithTokens()) {
            TokenInfo token = cryptoki.tokenInfo(slot);
            if (token.label().equals(label) && token.serial().equals(serial)) {
                return slot;
            }
        }
        throw new IllegalStateException("no token " + label);
    }

    private static long freeSlot(NativeCryptoki cryptoki) throws CryptokiException {
        for (long slot : cryptoki.slotsWithTokens()) {
            if ((cryptoki.tokenInfo(slot).flags() & TOKEN_INITIALIZED) == 0) {
                return slot;
            }
        }
        throw new IllegalStateException("no slot for a new token");
    }

    private long object(long session, String keyLabel) throws CryptokiException {
        Attribute name = Attribute.of(Cryptoki.LABEL, keyLabel.getBytes(StandardCharsets.UTF_8));
        return cryptoki.find(session, List.of(name), 1)[0];
    }

    private interface Deed {
        int in(long session) throws CryptokiException;
    }

    private void asUser(Deed deed) throws CryptokiException {
        inSession(USER, PIN, deed);
    }

    private void inSession(long who, String pin, Deed deed) throws CryptokiException {
        NativeLongByReference opened = new NativeLongByReference();
        call(
                FunctionTable.OPEN_SESSION,
                NativeCryptoki.ulong(slot()),
                NativeCryptoki.ulong(READ_WRITE_SERIAL),
                Pointer.NULL,
                Pointer.NULL,
                opened);
        long session = NativeCryptoki.unsigned(opened);
        try (Memory secret = text(pin)) {
            try {
                call(FunctionTable.LOGIN, NativeCryptoki.ulong(session), NativeCryptoki.ulong(who), secret, size(pin));
            } catch (CryptokiException already) {
                if (!already.is(ReturnValue.USER_ALREADY_LOGGED_IN)) {
                    throw already;
                }
            }
            deed.in(session);
        } finally {
            cryptoki.closeSession(session);
        }
    }

    private void call(Entry entry, Object... arguments) throws CryptokiException {
        cryptoki.functions().call(entry, arguments);
    }

    private static Memory text(String text) {
        return NativeCryptoki.copyOf(text.getBytes(StandardCharsets.UTF_8));
    }

    private static NativeLong size(String text) {
        return NativeCryptoki.ulong(text.getBytes(StandardCharsets.UTF_8).length);
    }
}

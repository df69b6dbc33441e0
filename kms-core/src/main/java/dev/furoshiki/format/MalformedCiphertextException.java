package dev.furoshiki.format;

/** Stored bytes do not have the layout they claim. */
public final class MalformedCiphertextException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * @param offset where in the bytes the layout breaks, counted from 0
     * @param problem what was expected there, without any of the bytes
     */
    public MalformedCiphertextException(int offset, String problem) {
        super(problem + " (at byte " + offset + ")");
        this.offset = offset;
    }

    public int offset() {
        return offset;
    }
}

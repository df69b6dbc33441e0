package dev.furoshiki.samples.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A long text that is made while it is read: numbered lines of one length, so that any range of it can be told.
 *
 * @param sizeBytes how long it is, a whole number of lines
 */
record Document(long sizeBytes) {

    static final int LINE_BYTES = 64;

    private static final int NUMBER_AT = 5;
    private static final int NUMBER_DIGITS = 8;
    private static final byte[] LINE =
            "line 00000000 of a contract which is nobody else's business ...\n".getBytes(StandardCharsets.US_ASCII);

    Document {
        if (sizeBytes <= 0 || sizeBytes % LINE_BYTES != 0) {
            throw new IllegalArgumentException("a document has whole lines of " + LINE_BYTES + " bytes");
        }
    }

    InputStream open() {
        return new Lines();
    }

    /** The lines from one number on, as bytes. */
    byte[] lines(long first, int count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long number = first; number < first + count; number++) {
            bytes.writeBytes(line(number));
        }
        return bytes.toByteArray();
    }

    private static byte[] line(long number) {
        byte[] line = Arrays.copyOf(LINE, LINE_BYTES);
        long rest = number;
        for (int i = NUMBER_AT + NUMBER_DIGITS - 1; i >= NUMBER_AT; i--) {
            line[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return line;
    }

    private final class Lines extends InputStream {

        private long position;
        private byte[] line = line(0);

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (position == sizeBytes) {
                return -1;
            }
            int done = 0;
            while (done < length && position < sizeBytes) {
                int at = (int) (position % LINE_BYTES);
                if (at == 0) {
                    line = line(position / LINE_BYTES);
                }
                int some = Math.min(length - done, LINE_BYTES - at);
                System.arraycopy(line, at, target, offset + done, some);
                done += some;
                position += some;
            }
            return done;
        }
    }
}

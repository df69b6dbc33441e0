package dev.furoshiki.benchmarks.tuning.trace;

import dev.furoshiki.benchmarks.tuning.trace.KeyUse.Operation;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A trace in a file: a line that says what it is and how long, then a line for each use, of numbers with commas between. Packed with
 * gzip where its name ends in {@code .gz}. Stateless.
 */
public final class TraceFile {

    private static final String HEAD = "furoshiki-key-uses,1,";
    private static final String ENCRYPT = "e";
    private static final String DECRYPT = "d";
    private static final int COLUMNS = 8;

    private TraceFile() {}

    /** Writes a trace into a file, in place of what there is. */
    public static void write(Trace trace, Path file) throws IOException {
        try (OutputStream stored = Files.newOutputStream(file);
                OutputStream packed = isPacked(file) ? new GZIPOutputStream(stored) : stored;
                BufferedWriter lines = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8))) {
            lines.write(HEAD + trace.length());
            lines.newLine();
            for (KeyUse use : trace) {
                lines.write(line(use));
                lines.newLine();
            }
        }
    }

    /**
     * Reads a whole trace.
     *
     * @throws IOException when the file cannot be read, or a line of it is none of a trace's
     */
    public static Trace read(Path file) throws IOException {
        try (BufferedReader lines = lines(file)) {
            String head = lines.readLine();
            if (head == null || !head.startsWith(HEAD)) {
                throw new IOException(file + " is no trace: its first line begins with " + HEAD);
            }
            Duration length = length(file, head.substring(HEAD.length()));
            List<KeyUse> uses = new ArrayList<>();
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                uses.add(use(file, number, line));
            }
            return Trace.of(length, uses);
        }
    }

    /** The lines of a file, which may be packed. */
    static BufferedReader lines(Path file) throws IOException {
        InputStream stored = Files.newInputStream(file);
        try {
            InputStream unpacked = isPacked(file) ? new GZIPInputStream(stored) : stored;
            return new BufferedReader(new InputStreamReader(unpacked, StandardCharsets.UTF_8));
        } catch (IOException malformed) {
            stored.close();
            throw malformed;
        }
    }

    private static boolean isPacked(Path file) {
        return file.toString().endsWith(".gz");
    }

    private static Duration length(Path file, String text) throws IOException {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new IOException(file + ", line 1: a length is PT1H or the like, not '" + text + "'", malformed);
        }
    }

    private static String line(KeyUse use) {
        return use.atNanos() + "," + (use.operation() == Operation.ENCRYPT ? ENCRYPT : DECRYPT) + "," + use.node() + ","
                + use.caller() + "," + use.keyId() + "," + use.context() + "," + use.item() + "," + use.bytes();
    }

    private static KeyUse use(Path file, int number, String line) throws IOException {
        String[] columns = line.split(",", -1);
        try {
            if (columns.length == COLUMNS) {
                return new KeyUse(
                        Long.parseLong(columns[0]),
                        operation(columns[1]),
                        Integer.parseInt(columns[2]),
                        Integer.parseInt(columns[3]),
                        Integer.parseInt(columns[4]),
                        Integer.parseInt(columns[5]),
                        Long.parseLong(columns[6]),
                        Long.parseLong(columns[7]));
            }
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + ", line " + number + ": " + malformed.getMessage(), malformed);
        }
        throw new IOException(file + ", line " + number + ": a use has " + COLUMNS + " columns, not " + columns.length);
    }

    private static Operation operation(String text) {
        return switch (text) {
            case ENCRYPT -> Operation.ENCRYPT;
            case DECRYPT -> Operation.DECRYPT;
            default -> throw new IllegalArgumentException("a use is e or d, not '" + text + "'");
        };
    }
}

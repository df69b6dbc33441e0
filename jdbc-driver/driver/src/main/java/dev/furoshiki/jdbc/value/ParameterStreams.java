package dev.furoshiki.jdbc.value;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Streams given as parameters, read into memory. Stateless. */
final class ParameterStreams {

    private static final int BUFFER = 8192;

    private ParameterStreams() {}

    static String characters(Reader reader, long length, EncryptedColumn column) throws ConversionException {
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[BUFFER];
        try {
            while (length < 0 || text.length() < length) {
                int wanted = length < 0 ? BUFFER : (int) Math.min(BUFFER, length - text.length());
                int read = reader.read(buffer, 0, wanted);
                if (read < 0) {
                    break;
                }
                text.append(buffer, 0, read);
            }
        } catch (IOException failed) {
            throw failed(column, failed);
        }
        return text.toString();
    }

    static String ascii(InputStream stream, long length, EncryptedColumn column) throws ConversionException {
        return characters(new InputStreamReader(stream, StandardCharsets.US_ASCII), length, column);
    }

    static String characters(InputStream stream, Charset charset, EncryptedColumn column) throws ConversionException {
        return characters(new InputStreamReader(stream, charset), -1, column);
    }

    /** With a length, exactly so many bytes. */
    static byte[] bytes(InputStream stream, long length, EncryptedColumn column) throws ConversionException {
        if (length > Integer.MAX_VALUE) {
            throw ConversionException.of(
                    column, ConversionException.BAD_PARAMETER, "a stream of more than 2 GiB is too large for a column");
        }
        try {
            byte[] bytes = length < 0 ? all(stream) : stream.readNBytes((int) length);
            if (length > bytes.length) {
                throw ConversionException.of(
                        column,
                        ConversionException.BAD_PARAMETER,
                        "the stream ended after " + bytes.length + " of " + length + " bytes");
            }
            return bytes;
        } catch (IOException failed) {
            throw failed(column, failed);
        }
    }

    private static byte[] all(InputStream stream) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stream.transferTo(out);
        return out.toByteArray();
    }

    private static ConversionException failed(EncryptedColumn column, IOException cause) {
        return ConversionException.of(
                column, ConversionException.BAD_PARAMETER, "the stream given as its value failed", cause);
    }
}

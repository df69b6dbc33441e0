package dev.furoshiki.benchmarks.subject;

import dev.furoshiki.DataKeys;
import dev.furoshiki.format.EncryptionContext;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.Domain;
import dev.furoshiki.jdbc.catalog.DomainRoot;
import dev.furoshiki.jdbc.catalog.DomainRoots;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.IndexType;
import dev.furoshiki.jdbc.catalog.LogicalType;
import dev.furoshiki.jdbc.catalog.TableName;
import dev.furoshiki.jdbc.catalog.ValueType;
import dev.furoshiki.jdbc.value.CellCipher;
import dev.furoshiki.jdbc.value.ColumnCiphers;
import dev.furoshiki.jdbc.value.ColumnValue;
import dev.furoshiki.key.DataKey;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/** An encrypted text column with fresh roots, as a catalogue would have it, and the driver's ciphers of it. */
public final class Cells {

    private static final TableName TABLE = new TableName("public", "customers");

    private final DataKeys keys;
    private final EncryptedColumn column;
    private final DomainRoots roots;

    private Cells(KeyService service, CellType type) {
        this.keys = service.dataKeys();
        Domain domain = new Domain("public.customers.remark", "00112233445566778899aabbccddeeff", KeyService.ALIAS);
        this.column = new EncryptedColumn(
                TABLE, "remark", LogicalType.parse("text").orElseThrow(), type, IndexType.EQUALITY, domain);
        this.roots = new DomainRoots(domain, List.of(root(DomainRoot.Purpose.CELL)), root(DomainRoot.Purpose.SEARCH));
    }

    public static Cells randomized(KeyService service) {
        return new Cells(service, CellType.RANDOMIZED);
    }

    public static Cells deterministic(KeyService service) {
        return new Cells(service, CellType.DETERMINISTIC);
    }

    /** The ciphers of one statement; the caller closes them. */
    public ColumnCiphers statement() {
        return new ColumnCiphers(domain -> roots, keys);
    }

    /** The column's cipher in a statement. */
    public CellCipher cipher(ColumnCiphers statement) throws SQLException {
        return statement.of(column);
    }

    /** Text of so many bytes. */
    public static ColumnValue text(int bytes) {
        return ColumnValue.of(ValueType.TEXT, "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII));
    }

    private DomainRoot root(DomainRoot.Purpose purpose) {
        EncryptionContext context = EncryptionContext.of("purpose", purpose.name());
        try (DataKey key = keys.generate(KeyService.ALIAS, context)) {
            return new DomainRoot(purpose, 1, key.encrypted(), context);
        }
    }
}

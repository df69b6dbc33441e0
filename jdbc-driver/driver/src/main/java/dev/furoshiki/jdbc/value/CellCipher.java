package dev.furoshiki.jdbc.value;

import dev.furoshiki.crypto.AuthenticationFailedException;
import dev.furoshiki.crypto.DeterministicAead;
import dev.furoshiki.format.CellV1;
import dev.furoshiki.format.EqualityIndexV1;
import dev.furoshiki.format.MalformedCiphertextException;
import dev.furoshiki.jdbc.catalog.CellType;
import dev.furoshiki.jdbc.catalog.DomainRoot;
import dev.furoshiki.jdbc.catalog.DomainRoots;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.LogicalType;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the cells of one column, as long as the {@link ColumnCiphers} it came from is open. For one thread.
 *
 * <p>Keys are leased when they are first needed: a statement that only reads never asks for the index key.
 */
public final class CellCipher {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ColumnCiphers ciphers;
    private final EncryptedColumn column;
    private final DomainRoots roots;
    private final CellScope scope;
    private @Nullable CellWriter writer;
    private @Nullable SearchCipher search;
    private @Nullable CellReader reader;
    private int readerGeneration;
    private @Nullable Map<Integer, CellReader> otherReaders;

    CellCipher(ColumnCiphers ciphers, EncryptedColumn column, DomainRoots roots) {
        this.ciphers = ciphers;
        this.column = column;
        this.roots = roots;
        this.scope = CellScope.of(column);
    }

    /**
     * The cell to store, or, of a deterministic column, to compare.
     *
     * @return null for SQL NULL; for an unmatchable value a cell that equals no other
     */
    public byte @Nullable [] seal(ColumnValue value) throws SQLException {
        requireType(value);
        if (value.isNull()) {
            return null;
        }
        if (column.cellType() == CellType.DETERMINISTIC) {
            return value.isUnmatchable() ? unmatchableCell() : search().seal(value.bytes());
        }
        return writer().seal(value.bytes());
    }

    /**
     * The 16 bytes of equality index.
     *
     * @return null for SQL NULL; for an unmatchable value an index that equals no other
     */
    public byte @Nullable [] equalityIndex(ColumnValue value) throws SQLException {
        requireType(value);
        if (value.isNull()) {
            return null;
        }
        if (value.isUnmatchable()) {
            return random(EqualityIndexV1.BYTES);
        }
        LogicalType type = column.type();
        return search().index(ExactBytes.canonical(type, value.bytes()));
    }

    /**
     * The value in a cell.
     *
     * @param cell as the server gave it; null for SQL NULL
     * @throws DamagedCellException (XX001) when it is not a cell of this column's domain, whole and unchanged
     */
    public ColumnValue open(byte @Nullable [] cell) throws SQLException {
        if (cell == null) {
            return ColumnValue.nullOf(column.type().valueType());
        }
        try {
            byte[] exact = plaintext(cell);
            ExactBytes.check(column.type().valueType(), exact);
            return ColumnValue.of(column.type().valueType(), exact);
        } catch (AuthenticationFailedException | MalformedCiphertextException damaged) {
            throw new DamagedCellException(
                    "column " + column + ": a cell cannot be opened (" + damaged.getMessage()
                            + "); it was changed outside the driver, or sealed for another column. Restore it from a"
                            + " backup",
                    damaged);
        }
    }

    private byte[] plaintext(byte[] cell) throws SQLException {
        boolean deterministic = column.cellType() == CellType.DETERMINISTIC;
        int generation = deterministic ? CellV1.requireDeterministic(cell) : CellV1.requireRandomized(cell);
        if (!deterministic) {
            return reader(generation).open(cell);
        }
        if (generation != roots.searchRoot().generation()) {
            throw unknownGeneration();
        }
        return search().open(cell);
    }

    /** Sealing with a value of another type would give a cell that nobody can open. */
    private void requireType(ColumnValue value) {
        if (value.type() != column.type().valueType()) {
            throw new IllegalArgumentException("a value of type " + value.type() + " for column " + column);
        }
    }

    private CellWriter writer() throws SQLException {
        CellWriter ready = writer;
        if (ready == null) {
            DomainRoot root = roots.sealingRoot();
            ready = ciphers.lease(root, column)
                    .derived(new Label("writer", scope), key -> new CellWriter(key, scope, root.generation()));
            writer = ready;
        }
        return ready;
    }

    private SearchCipher search() throws SQLException {
        SearchCipher ready = search;
        if (ready == null) {
            DomainRoot root = roots.searchRoot();
            ready = ciphers.lease(root, column)
                    .derived(new Label("search", scope), key -> new SearchCipher(key, scope, root.generation()));
            search = ready;
        }
        return ready;
    }

    private CellReader reader(int generation) throws SQLException {
        CellReader ready = reader;
        if (ready != null && readerGeneration == generation) {
            return ready;
        }
        CellReader found = ready == null ? derivedReader(generation) : otherReader(ready, generation);
        reader = found;
        readerGeneration = generation;
        return found;
    }

    private CellReader otherReader(CellReader ready, int generation) throws SQLException {
        Map<Integer, CellReader> others = otherReaders;
        if (others == null) {
            others = new HashMap<>();
            otherReaders = others;
        }
        others.put(readerGeneration, ready);
        CellReader known = others.get(generation);
        return known == null ? derivedReader(generation) : known;
    }

    private CellReader derivedReader(int generation) throws SQLException {
        DomainRoot root = roots.cellRoot(generation).orElse(null);
        if (root == null) {
            throw unknownGeneration();
        }
        return ciphers.lease(root, column)
                .derived(new Label("reader", scope), key -> new CellReader(key, scope, generation));
    }

    private static MalformedCiphertextException unknownGeneration() {
        return new MalformedCiphertextException(1, "the catalogue has no root of this generation");
    }

    /** Says which computation hangs on a root. */
    private record Label(String what, CellScope scope) {

        // By hand, as those of the scope.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Label that && what.equals(that.what) && scope.equals(that.scope);
        }

        @Override
        public int hashCode() {
            return 31 * what.hashCode() + scope.hashCode();
        }
    }

    private byte[] unmatchableCell() {
        byte[] header = CellV1.deterministicHeader(roots.searchRoot().generation());
        byte[] cell = random(header.length + DeterministicAead.OVERHEAD_BYTES);
        System.arraycopy(header, 0, cell, 0, header.length);
        return cell;
    }

    private static byte[] random(int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}

package dev.furoshiki.jdbc.wrap;

import dev.furoshiki.jdbc.forward.ForwardingResultSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetProvider;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a metadata query with some left out and some values replaced. It gives just what {@link CachedRowSet} asks for
 * when it reads them; the application gets that.
 */
final class MetadataRows extends ForwardingResultSet {

    /** Looks at a row. */
    @FunctionalInterface
    interface Edit {

        /**
         * Looks at the row that the rows stand on.
         *
         * @return whether it is shown
         */
        boolean show(MetadataRows row) throws SQLException;
    }

    private final Edit edit;
    private final Map<Integer, @Nullable Object> replaced = new HashMap<>();

    private MetadataRows(ResultSet plain, Edit edit) {
        super(plain);
        this.edit = edit;
    }

    static ResultSet of(ResultSet plain, Edit edit) throws SQLException {
        try (plain) {
            CachedRowSet rows = RowSetProvider.newFactory().createCachedRowSet();
            rows.populate(new MetadataRows(plain, edit));
            return rows;
        }
    }

    /** What the plain driver gives in the current row. */
    @Nullable
    String text(String label) throws SQLException {
        return delegate().getString(label);
    }

    /** Gives another value in the current row. */
    void replace(String label, @Nullable Object value) throws SQLException {
        replaced.put(findColumn(label), value);
    }

    @Override
    public boolean next() throws SQLException {
        while (super.next()) {
            replaced.clear();
            if (edit.show(this)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable Object getObject(int columnIndex) throws SQLException {
        return replaced.containsKey(columnIndex) ? replaced.get(columnIndex) : super.getObject(columnIndex);
    }
}

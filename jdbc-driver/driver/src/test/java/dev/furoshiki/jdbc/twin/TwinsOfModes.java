package dev.furoshiki.jdbc.twin;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Twins with the table of each mode, for tests that do not change them: to define all its columns takes longer than to ask them
 * something.
 */
final class TwinsOfModes implements AutoCloseable {

    private final int rows;
    private final Map<Mode, Twins> open = new EnumMap<>(Mode.class);
    private @Nullable Twins changed;

    /** @param rows how many samples the tables hold, followed by a row of nulls; with 0 they are empty */
    TwinsOfModes(int rows) {
        this.rows = rows;
    }

    Twins of(Mode mode) throws Exception {
        closeChanged();
        Twins known = open.get(mode);
        if (known == null) {
            known = new Twins();
            open.put(mode, known);
            known.define(mode.createTable());
            fill(known, mode);
        }
        return known;
    }

    private void fill(Twins twins, Mode mode) throws Exception {
        for (int i = 0; i < rows; i++) {
            Object[] row = mode.row(i);
            twins.same("insert", connection -> Rows.update(connection, mode.insert(), row));
        }
        if (rows > 0) {
            Object[] nulls = new Object[mode.types().size()];
            twins.same("nulls", connection -> Rows.update(connection, mode.insert(), nulls));
        }
    }

    /** For a test that changes them: no other gets them, and they are closed when the next asks for its own. */
    Twins toChange(Mode mode) throws Exception {
        Twins own = of(mode);
        open.remove(mode);
        changed = own;
        return own;
    }

    private void closeChanged() throws SQLException {
        Twins last = changed;
        changed = null;
        if (last != null) {
            last.close();
        }
    }

    @Override
    public void close() throws SQLException {
        closeChanged();
        for (Twins twins : open.values()) {
            twins.close();
        }
        open.clear();
    }
}

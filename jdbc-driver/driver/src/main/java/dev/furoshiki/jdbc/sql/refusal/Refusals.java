package dev.furoshiki.jdbc.sql.refusal;

import dev.furoshiki.jdbc.catalog.Annotation;
import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.catalog.TableName;

/** The words in which statements are refused: the thing, the reason, the way out; never a literal. Stateless. */
public final class Refusals {

    private Refusals() {}

    public static UnsupportedStatementException column(EncryptedColumn column, String reason, String wayOut) {
        return new UnsupportedStatementException(
                "column " + column + " is encrypted: " + reason + "; " + wayOut + ". The statement was not sent");
    }

    public static UnsupportedStatementException table(TableName table, String reason, String wayOut) {
        return new UnsupportedStatementException("table " + table + " has encrypted columns: " + reason + "; " + wayOut
                + ". The statement was not sent");
    }

    /** The first word or two of a statement, which are keywords or a name, hold no literal. */
    public static UnsupportedStatementException kind(String words) {
        return new UnsupportedStatementException(
                words + " is not among the statements that are known not to run SQL of their own or to reach encrypted"
                        + " columns; run it through the plain driver, as an administrator. The statement was not sent");
    }

    public static UnsupportedStatementException routine(String name) {
        return new UnsupportedStatementException("routine " + name
                + " is not known, and could read or write encrypted columns; if it does not, declare it:"
                + " furoshiki.routines=" + name + ". The statement was not sent");
    }

    public static UnsupportedStatementException setting(String name) {
        return new UnsupportedStatementException("setting " + name
                + " decides where the server sees a literal end, and the driver relies on it; leave it as it is. The"
                + " statement was not sent");
    }

    public static UnsupportedStatementException schema(String name) {
        return new UnsupportedStatementException(
                "schema " + name + " holds encrypted tables, which are known by its name;"
                        + " move what is plain in it into another schema instead. The statement was not sent");
    }

    /** Where another database's tables are named, which may be encrypted under another catalogue. */
    public static UnsupportedStatementException otherCatalogue(String schema) {
        return new UnsupportedStatementException("database " + schema
                + " has a catalogue of its own, and which of its columns are encrypted is known only there; connect to it"
                + " to name its tables. The statement was not sent");
    }

    /** Where a table is named that is yet to be created. */
    public static UnsupportedStatementException awaited(Annotation declared) {
        return new UnsupportedStatementException("table " + declared.table()
                + " is to have encrypted columns (" + declared.source()
                + "), and has not been created through this driver yet; create it by CREATE TABLE, or connect anew if another"
                + " process did. The statement was not sent");
    }

    /** A name that is an encrypted table's, or reaches one, where only the plain is allowed. */
    public static UnsupportedStatementException name(String name, String wayOut) {
        return new UnsupportedStatementException(name
                + " is an encrypted table, reaches one, or belongs to Furoshiki itself, and this statement is none of"
                + " those that are supported over it (queries, changes of rows, CREATE, DROP and"
                + " TRUNCATE TABLE); " + wayOut + ". The statement was not sent");
    }

    public static final String PLAIN_DRIVER = "run it through the plain driver, as an administrator";
}

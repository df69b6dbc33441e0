package dev.furoshiki.jdbc.explanation;

import java.util.Optional;

/**
 * One parameter of what is sent.
 *
 * @param position in what is sent, counted from 1
 * @param origin where its value comes from
 * @param originPosition which of the application's parameters it is, counted from 1; or at which character of the application's
 *     text the literal begins, counted from 1
 * @param form what is sent of the value
 * @param array whether the value is an array, of whose elements that holds
 * @param use what it is for; empty for a plain one
 * @param column whose value it is; empty for a plain one
 */
public record ExplainedParameter(
        int position,
        Origin origin,
        int originPosition,
        EncryptedForm form,
        boolean array,
        Optional<Use> use,
        Optional<ColumnEncryption> column) {

    /** Where a value comes from. */
    public enum Origin {
        /** The application sets it. */
        PARAMETER,
        /** It stands in the application's text, and was taken out of it. */
        LITERAL
    }

    /** What a value of an encrypted column is for. */
    public enum Use {
        STORED,
        COMPARED
    }
}

package dev.furoshiki.jdbc.catalog;

/**
 * What a parameter's value is for. PostgreSQL treats the two differently: what is stored is cast to the column (rounded to
 * its scale, padded, refused when too long), what is compared is not.
 */
public enum ParameterUse {
    STORED,
    COMPARED
}

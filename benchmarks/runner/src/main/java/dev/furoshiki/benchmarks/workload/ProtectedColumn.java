package dev.furoshiki.benchmarks.workload;

/** A column of the customers table that subjects protect. */
public enum ProtectedColumn {
    /** Searched by equality; a value is found in one row. */
    NAME("name", "varchar(25)"),
    ADDRESS("address", "varchar(40)"),
    PHONE("phone", "varchar(15)"),
    BALANCE("balance", "decimal(12, 2)");

    private final String columnName;
    private final String logicalType;

    ProtectedColumn(String columnName, String logicalType) {
        this.columnName = columnName;
        this.logicalType = logicalType;
    }

    public String columnName() {
        return columnName;
    }

    /** The type of its values. */
    public String logicalType() {
        return logicalType;
    }
}

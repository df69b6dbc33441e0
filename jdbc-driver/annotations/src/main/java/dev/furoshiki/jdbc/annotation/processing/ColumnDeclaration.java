package dev.furoshiki.jdbc.annotation.processing;

/**
 * What the code says of one column.
 *
 * @param domain empty for one of its own
 * @param source {@code package.Class.member}, for messages
 */
record ColumnDeclaration(
        String table,
        String column,
        String type,
        String key,
        String cellType,
        String index,
        String domain,
        String source) {

    String place() {
        return table + "." + column;
    }

    /** The class whose compilation gave it. */
    String className() {
        return source.substring(0, source.lastIndexOf('.'));
    }

    boolean saysTheSameAs(ColumnDeclaration other) {
        return type.equals(other.type)
                && key.equals(other.key)
                && cellType.equals(other.cellType)
                && index.equals(other.index)
                && domain.equals(other.domain);
    }
}

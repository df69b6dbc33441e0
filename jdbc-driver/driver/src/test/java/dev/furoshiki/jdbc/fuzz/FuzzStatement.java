package dev.furoshiki.jdbc.fuzz;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One statement.
 *
 * @param supported whether it is among those that have to be carried out
 * @param ordered whether its rows have one order only
 * @param torn whether several things may be wrong in it, of which ours may find another first
 */
record FuzzStatement(
        String sql, List<FuzzColumn.Parameter> parameters, boolean supported, boolean ordered, boolean torn) {

    private static final Pattern LIMIT = Pattern.compile("\\b(limit|offset|fetch)\\b", Pattern.CASE_INSENSITIVE);

    static FuzzStatement of(String sql, List<FuzzColumn.Parameter> parameters) {
        return new FuzzStatement(sql, parameters, true, true, false);
    }

    /** Whether the server is free to choose which rows it gives: it may have lost its ORDER BY, and has a limit. */
    boolean choosesRows() {
        return torn && LIMIT.matcher(sql).find();
    }

    @Override
    public String toString() {
        return sql.replace("\n", "\\n") + " "
                + parameters.stream().map(FuzzColumn.Parameter::value).toList() + (supported ? " supported" : "");
    }
}

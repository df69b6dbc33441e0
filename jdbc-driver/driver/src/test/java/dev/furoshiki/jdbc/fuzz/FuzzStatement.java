package dev.furoshiki.jdbc.fuzz;

import java.util.List;

/**
 * One statement.
 *
 * @param supported whether it is among those that have to be carried out
 * @param ordered whether its rows have one order only
 * @param torn whether several things may be wrong in it, of which ours may find another first
 */
record FuzzStatement(
        String sql, List<FuzzColumn.Parameter> parameters, boolean supported, boolean ordered, boolean torn) {

    static FuzzStatement of(String sql, List<FuzzColumn.Parameter> parameters) {
        return new FuzzStatement(sql, parameters, true, true, false);
    }

    @Override
    public String toString() {
        return sql.replace("\n", "\\n") + " "
                + parameters.stream().map(FuzzColumn.Parameter::value).toList() + (supported ? " supported" : "");
    }
}

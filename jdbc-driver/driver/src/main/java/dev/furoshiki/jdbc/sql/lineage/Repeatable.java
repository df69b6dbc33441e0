package dev.furoshiki.jdbc.sql.lineage;

import dev.furoshiki.jdbc.catalog.EncryptedColumn;
import dev.furoshiki.jdbc.sql.refusal.Refusals;
import dev.furoshiki.jdbc.sql.tree.Children;
import dev.furoshiki.jdbc.sql.tree.Expression;
import dev.furoshiki.jdbc.sql.tree.Expression.Call;
import dev.furoshiki.jdbc.sql.tree.Expression.Operation;
import dev.furoshiki.jdbc.sql.tree.Node;
import dev.furoshiki.jdbc.sql.tree.Query;
import dev.furoshiki.jdbc.sql.tree.Relation;
import java.sql.SQLException;
import java.util.Set;

/**
 * Expressions that the server may compute twice: once for the cell, and once for the index, which would belong to another
 * value if the outcome were not the same. Stateless.
 */
final class Repeatable {

    private static final Set<String> CALLS = Set.of(
            "abs",
            "adddate",
            "age",
            "array_length",
            "ascii",
            "avg",
            "bit_and",
            "bit_count",
            "bit_length",
            "bit_or",
            "bool_and",
            "bool_or",
            "btrim",
            "cardinality",
            "casewhen",
            "cast",
            "ceil",
            "char_length",
            "character_length",
            "coalesce",
            "concat",
            "concat_ws",
            "conv",
            "count",
            "crc32",
            "current_date",
            "current_schema",
            "current_time",
            "current_timestamp",
            "current_user",
            "date_add",
            "date_format",
            "date_part",
            "date_sub",
            "date_trunc",
            "dateadd",
            "datediff",
            "day",
            "dayofmonth",
            "dayofweek",
            "dayofyear",
            "decode",
            "degrees",
            "elt",
            "every",
            "exp",
            "extract",
            "field",
            "find_in_set",
            "floor",
            "from_base64",
            "from_days",
            "from_unixtime",
            "generate_series",
            "greatest",
            "hex",
            "hour",
            "if",
            "ifnull",
            "initcap",
            "insert",
            "instr",
            "isnull",
            "json_array",
            "json_build_object",
            "json_extract",
            "json_object",
            "json_unquote",
            "json_value",
            "jsonb_build_object",
            "last_day",
            "lcase",
            "least",
            "left",
            "length",
            "ln",
            "localtime",
            "localtimestamp",
            "locate",
            "log",
            "log10",
            "lower",
            "lpad",
            "ltrim",
            "make_date",
            "makedate",
            "maketime",
            "max",
            "md5",
            "min",
            "minute",
            "mod",
            "month",
            "now",
            "nullif",
            "nvl",
            "nvl2",
            "octet_length",
            "position",
            "pow",
            "power",
            "quarter",
            "radians",
            "regexp_instr",
            "regexp_like",
            "regexp_replace",
            "regexp_substr",
            "repeat",
            "replace",
            "reverse",
            "right",
            "round",
            "rpad",
            "rtrim",
            "sec_to_time",
            "second",
            "session_user",
            "sha1",
            "sha2",
            "sign",
            "soundex",
            "space",
            "split_part",
            "sqrt",
            "stddev_pop",
            "stddev_samp",
            "str_to_date",
            "strcmp",
            "string_to_array",
            "strpos",
            "subdate",
            "substr",
            "substring",
            "substring_index",
            "sum",
            "system_range",
            "time_to_sec",
            "timestampadd",
            "timestampdiff",
            "to_base64",
            "to_char",
            "to_date",
            "to_days",
            "to_hex",
            "to_json",
            "to_jsonb",
            "to_number",
            "to_timestamp",
            "translate",
            "trim",
            "trunc",
            "truncate",
            "ucase",
            "unhex",
            "upper",
            "values",
            "var_pop",
            "var_samp",
            "week",
            "weekday",
            "year");

    private Repeatable() {}

    static void require(EncryptedColumn column, Expression expression) throws SQLException {
        requireNode(column, expression);
    }

    private static void requireNode(EncryptedColumn column, Node node) throws SQLException {
        if (node instanceof Call call) {
            String name = call.name().get(call.name().size() - 1);
            boolean known = CALLS.contains(name)
                    && (call.name().size() == 1 || call.name().get(0).equals("pg_catalog"));
            if (!known) {
                throw refused(column, "the function " + name + " beside it");
            }
        }
        boolean chooses = (node instanceof Query.Ordered ordered
                        && !ordered.limits().isEmpty())
                || (node instanceof Query.Select select && !select.distinctOn().isEmpty());
        if (chooses) {
            throw refused(column, "a subquery with LIMIT or DISTINCT ON");
        }
        if (node instanceof Operation operation && operation.operands().isEmpty()) {
            throw refused(column, "what stands beside it");
        }
        if (node instanceof Relation.Changed) {
            throw refused(column, "a statement that changes rows");
        }
        for (Node child : Children.of(node)) {
            requireNode(column, child);
        }
    }

    private static SQLException refused(EncryptedColumn column, String what) {
        return Refusals.column(
                column,
                "the server needs its cell and its index, and " + what + " may give another value the second time",
                "write INSERT ... SELECT or UPDATE ... FROM with the column itself in the list, or a parameter");
    }
}

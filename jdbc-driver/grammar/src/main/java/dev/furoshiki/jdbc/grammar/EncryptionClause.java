package dev.furoshiki.jdbc.grammar;

import java.util.List;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code ENCRYPTED WITH (...)} as it was written; which options there are is the reader's business. */
public record EncryptionClause(List<EncryptionOption> options, SqlParserPos pos) {

    public EncryptionClause {
        options = List.copyOf(options);
    }
}

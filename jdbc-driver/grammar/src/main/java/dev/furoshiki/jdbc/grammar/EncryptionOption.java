package dev.furoshiki.jdbc.grammar;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** {@code KEY = 'alias/pii'}: a name, and an identifier or a literal. */
public record EncryptionOption(SqlIdentifier name, SqlNode value) {}

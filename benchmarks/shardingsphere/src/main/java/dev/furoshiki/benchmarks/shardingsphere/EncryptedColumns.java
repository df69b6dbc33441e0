package dev.furoshiki.benchmarks.shardingsphere;

import dev.furoshiki.benchmarks.workload.CustomerTable;
import dev.furoshiki.benchmarks.workload.ProtectedColumn;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.shardingsphere.encrypt.config.EncryptRuleConfiguration;
import org.apache.shardingsphere.encrypt.config.rule.EncryptColumnItemRuleConfiguration;
import org.apache.shardingsphere.encrypt.config.rule.EncryptColumnRuleConfiguration;
import org.apache.shardingsphere.encrypt.config.rule.EncryptTableRuleConfiguration;
import org.apache.shardingsphere.infra.algorithm.core.config.AlgorithmConfiguration;
import org.apache.shardingsphere.single.config.SingleRuleConfiguration;

/**
 * The columns as ShardingSphere's encrypt rule has them: AES for the cells and MD5 for the assisted query column of the name,
 * which are what it ships. Only text can be encrypted, so its users write and read numbers as text.
 */
final class EncryptedColumns implements CustomerTable {

    private static final String CELLS = "cells";
    private static final String INDEX = "index";
    private static final String NAME_INDEX = "name_index";

    static EncryptRuleConfiguration rule() {
        Properties aes = new Properties();
        aes.setProperty("aes-key-value", "not a secret");
        aes.setProperty("digest-algorithm-name", "SHA-1");
        return new EncryptRuleConfiguration(
                List.of(new EncryptTableRuleConfiguration(
                        "customers",
                        Arrays.stream(ProtectedColumn.values())
                                .map(EncryptedColumns::column)
                                .toList())),
                Map.of(
                        CELLS,
                        new AlgorithmConfiguration("AES", aes),
                        INDEX,
                        new AlgorithmConfiguration("MD5", new Properties())));
    }

    private static EncryptColumnRuleConfiguration column(ProtectedColumn column) {
        EncryptColumnRuleConfiguration rule = new EncryptColumnRuleConfiguration(
                column.columnName(), new EncryptColumnItemRuleConfiguration(column.columnName(), CELLS));
        if (column == ProtectedColumn.NAME) {
            rule.setAssistedQuery(new EncryptColumnItemRuleConfiguration(NAME_INDEX, INDEX));
        }
        return rule;
    }

    /** It sees no table, encrypted or not, that no rule names. */
    static SingleRuleConfiguration allTables(String url) {
        return new SingleRuleConfiguration(List.of(url.startsWith("jdbc:postgresql:") ? "*.*.*" : "*.*"), null);
    }

    @Override
    public List<String> definition() {
        return List.of(
                CustomerTable.create(column -> "varchar(200)"),
                "alter table customers add column " + NAME_INDEX + " varchar(32)",
                "create index customers_by_name on customers (" + NAME_INDEX + ")");
    }

    @Override
    public void setBalance(PreparedStatement statement, int parameter, BigDecimal value) throws SQLException {
        statement.setString(parameter, value.toPlainString());
    }

    @Override
    public BigDecimal balance(ResultSet row, int place) throws SQLException {
        return new BigDecimal(row.getString(place));
    }
}

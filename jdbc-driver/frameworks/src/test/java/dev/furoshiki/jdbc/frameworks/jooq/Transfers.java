package dev.furoshiki.jdbc.frameworks.jooq;

import java.math.BigDecimal;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** The table of transfers, as jOOQ's generator would write it. */
final class Transfers extends TableImpl<Record> {

    private static final long serialVersionUID = 1L;

    static final Transfers TRANSFER = new Transfers(DSL.name("transfer"));

    final TableField<Record, Long> id = createField(DSL.name("id"), SQLDataType.BIGINT.nullable(false), this, "");
    final TableField<Record, String> sender =
            createField(DSL.name("sender"), SQLDataType.VARCHAR(34).nullable(false), this, "");
    final TableField<Record, String> receiver =
            createField(DSL.name("receiver"), SQLDataType.VARCHAR(34).nullable(false), this, "");
    final TableField<Record, BigDecimal> amount =
            createField(DSL.name("amount"), SQLDataType.NUMERIC(12, 2).nullable(false), this, "");
    final TableField<Record, String> memo = createField(DSL.name("memo"), SQLDataType.VARCHAR(200), this, "");
    final TableField<Record, String> state =
            createField(DSL.name("state"), SQLDataType.VARCHAR(10).nullable(false), this, "");

    private Transfers(Name name) {
        super(name);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public UniqueKey<Record> getPrimaryKey() {
        return Internal.createUniqueKey(this, DSL.name("transfer_pkey"), new TableField[] {id}, true);
    }
}

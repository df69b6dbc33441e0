package dev.furoshiki.jdbc.frameworks.jooq;

import java.time.LocalDate;
import org.jooq.Identity;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** The table of accounts, as jOOQ's generator would write it. */
final class Accounts extends TableImpl<AccountRecord> {

    private static final long serialVersionUID = 1L;

    static final Accounts ACCOUNT = new Accounts(DSL.name("account"));

    final TableField<AccountRecord, Long> id =
            createField(DSL.name("id"), SQLDataType.BIGINT.nullable(false).identity(true), this, "");
    final TableField<AccountRecord, String> owner =
            createField(DSL.name("owner"), SQLDataType.VARCHAR(60).nullable(false), this, "");
    final TableField<AccountRecord, String> iban =
            createField(DSL.name("iban"), SQLDataType.VARCHAR(34).nullable(false), this, "");
    final TableField<AccountRecord, String> email = createField(DSL.name("email"), SQLDataType.VARCHAR(80), this, "");
    final TableField<AccountRecord, LocalDate> born = createField(DSL.name("born"), SQLDataType.LOCALDATE, this, "");
    final TableField<AccountRecord, Integer> version =
            createField(DSL.name("version"), SQLDataType.INTEGER.nullable(false), this, "");

    private Accounts(Name name) {
        super(name);
    }

    private Accounts(Name alias, Accounts aliased) {
        super(alias, null, aliased);
    }

    @Override
    public Accounts as(String alias) {
        return new Accounts(DSL.name(alias), this);
    }

    @Override
    public Class<AccountRecord> getRecordType() {
        return AccountRecord.class;
    }

    @Override
    public Identity<AccountRecord, Long> getIdentity() {
        return Internal.createIdentity(this, id);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public UniqueKey<AccountRecord> getPrimaryKey() {
        return Internal.createUniqueKey(this, DSL.name("account_pkey"), new TableField[] {id}, true);
    }

    @Override
    public TableField<AccountRecord, Integer> getRecordVersion() {
        return version;
    }

    static String text(Record row) {
        return row.intoList().toString();
    }
}

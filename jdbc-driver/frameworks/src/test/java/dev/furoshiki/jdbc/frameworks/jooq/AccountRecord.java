package dev.furoshiki.jdbc.frameworks.jooq;

import org.jooq.impl.UpdatableRecordImpl;

/** A row of accounts that can be stored again. */
final class AccountRecord extends UpdatableRecordImpl<AccountRecord> {

    private static final long serialVersionUID = 1L;

    AccountRecord() {
        super(Accounts.ACCOUNT);
    }
}

-- The audit tables of the key store. What is sealed and authenticated in them: docs/formats/embedded-audit-v1.md

create table if not exists audit_key (
    only_row boolean default true primary key check (only_row),
    public_key varbinary(32) not null,
    sealed varbinary(60) not null
);

create table if not exists audit_anchor (
    chain_id uuid primary key,
    sequence bigint not null,
    hash varbinary(32) not null,
    is_closed boolean not null,
    mac varbinary(32) not null
);

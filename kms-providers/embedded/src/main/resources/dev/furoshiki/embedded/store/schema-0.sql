-- The header of a new store, with the columns of all versions, so that those that come next add none to it: H2 copies a table
-- for a new column, and a process that is killed meanwhile leaves the copy, which is no table of a key store.

create table if not exists store_header (
    only_row boolean default true primary key check (only_row),
    store_id uuid not null,
    partition_name varchar(64) not null,
    region varchar(64) not null,
    account varchar(12) not null,
    owner_mac varbinary(32) not null,
    root_key varchar(16) not null,
    argon2_salt varbinary(64) not null,
    argon2_memory_kib int not null,
    argon2_iterations int not null,
    argon2_lanes int not null,
    verifier varbinary(32) not null,
    content_mac varbinary(32) not null,
    schema_version int,
    change_number bigint,
    previous_mac varbinary(32),
    sealed_root_key varbinary(16384),
    constraint root_key_known check (root_key in ('PASSPHRASE', 'KEY_FILE', 'KEY_SERVICE'))
);

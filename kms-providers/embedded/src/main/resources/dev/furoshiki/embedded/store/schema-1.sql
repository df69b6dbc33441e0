-- Version 1 of the key store. What is sealed and authenticated in it: docs/formats/embedded-store-v1.md

create table if not exists store_header (
    only_row boolean default true primary key check (only_row),
    store_id uuid not null,
    partition_name varchar(64) not null,
    region varchar(64) not null,
    account varchar(12) not null,
    owner_mac varbinary(32) not null,
    root_key varchar(16) not null check (root_key in ('PASSPHRASE', 'KEY_FILE')),
    argon2_salt varbinary(64) not null,
    argon2_memory_kib int not null,
    argon2_iterations int not null,
    argon2_lanes int not null,
    verifier varbinary(32) not null,
    content_mac varbinary(32) not null
);

create table if not exists kms_key (
    key_id uuid primary key,
    position bigint not null unique,
    state varchar(32) not null,
    spec varchar(32) not null,
    usage varchar(32) not null,
    description varchar(8192) not null,
    creation_ms bigint not null,
    current_backing_key int not null,
    mac varbinary(32) not null
);

create table if not exists backing_key (
    key_id uuid not null references kms_key (key_id),
    number int not null,
    sealed varbinary(60) not null,
    primary key (key_id, number)
);

create table if not exists alias (
    alias_name varchar(256) primary key,
    key_id uuid not null references kms_key (key_id),
    mac varbinary(32) not null
);

-- Version 4 of the key store, the first in PostgreSQL: one transaction makes all of it. The columns are those of the H2
-- store's scripts 1 to 4; what is sealed and authenticated in them: docs/formats/embedded-store-v2.md. Tables
-- stand in braces: their schema is put before them.

create table {store_header} (
    only_row boolean default true,
    store_id uuid not null,
    partition_name text not null,
    region text not null,
    account text not null,
    owner_mac bytea not null,
    root_key text not null,
    sealed_root_key bytea,
    argon2_salt bytea not null,
    argon2_memory_kib int not null,
    argon2_iterations int not null,
    argon2_lanes int not null,
    verifier bytea not null,
    content_mac bytea not null,
    previous_mac bytea not null,
    change_number bigint not null,
    schema_version int not null,
    constraint store_header_key primary key (only_row),
    constraint store_header_only_row check (only_row)
);

-- The last changes, so that a process that knows an older state can tell whether this one goes on from it.
create table {store_history} (
    change_number bigint not null,
    digest bytea not null,
    constraint store_history_key primary key (change_number)
);

create table {kms_key} (
    key_id uuid not null,
    position bigint not null,
    state text not null,
    spec text not null,
    usage text not null,
    description text not null,
    creation_ms bigint not null,
    current_backing_key int not null,
    mac bytea not null,
    constraint kms_key_key primary key (key_id),
    constraint kms_key_position unique (position)
);

create table {backing_key} (
    key_id uuid not null,
    number int not null,
    sealed bytea not null,
    constraint backing_key_key primary key (key_id, number),
    constraint backing_key_of foreign key (key_id) references {kms_key} (key_id)
);

create table {alias} (
    alias_name text not null,
    key_id uuid not null,
    mac bytea not null,
    constraint alias_key primary key (alias_name),
    constraint alias_of foreign key (key_id) references {kms_key} (key_id)
);

create table {key_record} (
    key_id uuid not null,
    kind text not null,
    name text not null,
    content bytea not null,
    mac bytea not null,
    constraint key_record_key primary key (key_id, kind, name),
    constraint key_record_of foreign key (key_id) references {kms_key} (key_id)
);

create table {audit_key} (
    only_row boolean default true,
    public_key bytea not null,
    sealed bytea not null,
    constraint audit_key_key primary key (only_row),
    constraint audit_key_only_row check (only_row)
);

create table {audit_anchor} (
    chain_id uuid not null,
    log text not null,
    sequence bigint not null,
    hash bytea not null,
    is_closed boolean not null,
    mac bytea not null,
    constraint audit_anchor_key primary key (chain_id)
);

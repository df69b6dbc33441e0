-- Version 2 of the key store. What is sealed and authenticated in it: docs/formats/embedded-store-v2.md

alter table store_header add column if not exists schema_version int;

-- Keys for HMAC are longer than 32 bytes.
alter table backing_key alter column sealed set data type varbinary(128);

create table if not exists key_record (
    key_id uuid not null references kms_key (key_id),
    kind varchar(32) not null,
    name varchar(128) not null,
    content varbinary(65536) not null,
    mac varbinary(32) not null,
    primary key (key_id, kind, name)
);

-- Version 4 of the key store. What is sealed and authenticated in it: docs/formats/embedded-store-v4.md

-- Written with the version's number, in one transaction: null until then.
alter table store_header add column if not exists change_number bigint;
alter table store_header add column if not exists previous_mac varbinary(32);
alter table store_header add column if not exists sealed_root_key varbinary(16384);

-- KEY_SERVICE is a root key, too. The old check has a name that H2 made up; one of an attempt that was cut off has ours, or is gone.
execute immediate coalesce(
    (select 'alter table store_header drop constraint ' || quote_ident(constraint_name) from information_schema.check_constraints
        where constraint_schema = 'PUBLIC' and check_clause like '%KEY_FILE%'),
    'alter table store_header drop constraint if exists root_key_known');
alter table store_header add constraint root_key_known
    check (root_key in ('PASSPHRASE', 'KEY_FILE', 'KEY_SERVICE'));

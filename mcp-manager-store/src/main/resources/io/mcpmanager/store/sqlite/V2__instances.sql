-- What was launched and is not known to have ended.

create table instance (
  token         text    not null primary key,
  server        text    not null,
  runtime       text    not null,
  launched_at   integer not null,
  process_id    integer,
  process_start text,
  process_group integer
) strict;

-- One row: the name of this store. What the manager launches is marked with it.
create table store (
  id text not null
) strict;

insert into store values (lower(hex(randomblob(16))));

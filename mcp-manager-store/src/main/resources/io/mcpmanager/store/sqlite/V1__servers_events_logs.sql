-- What the manager knows. Instants are milliseconds since 1970-01-01T00:00Z.

create table server (
  id         text    not null primary key,
  tenant     text    not null,
  name       text    not null,
  revision   integer not null,
  created_at integer not null,
  updated_at integer not null,
  desired    text    not null,
  generation integer not null,
  definition text    not null,
  unique (tenant, name)
) strict;

-- The sequence is given by the writer: without gaps, which autoincrement does not promise.
create table event (
  sequence       integer not null primary key,
  id             text    not null,
  time           integer not null,
  tenant         text    not null,
  server         text,
  server_name    text,
  actor          text    not null,
  correlation_id text    not null,
  type           text    not null,
  severity       integer not null,
  message        text    not null,
  data           text    not null
) strict;

create index event_by_tenant on event (tenant, sequence);
create index event_by_server on event (tenant, server, sequence) where server is not null;
create index event_by_type on event (tenant, type, sequence);
create index event_by_severity on event (tenant, severity, sequence) where severity > 0;

create table log_line (
  server   text    not null,
  sequence integer not null,
  time     integer not null,
  stream   text    not null,
  level    integer not null,
  text     text    not null,
  primary key (server, sequence)
) strict, without rowid;

-- The audit trails, one for each tenant. hash chains an entry to the one before; personal can be erased, digest stays.

create table audit_entry (
  tenant         text    not null,
  sequence       integer not null,
  time           integer not null,
  actor          text    not null,
  actor_kind     text    not null,
  action         text    not null,
  target         text    not null,
  result         text    not null,
  correlation_id text    not null,
  note           text    not null,
  digest         text    not null,
  hash           text    not null,
  personal       text,
  primary key (tenant, sequence)
) strict, without rowid;

create index audit_by_actor on audit_entry (tenant, actor, sequence);
create index audit_by_target on audit_entry (tenant, target, sequence);

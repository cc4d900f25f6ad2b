-- Users, keys, rules and other small things; content is a JSON document.

create table document (
  kind       text    not null,
  tenant     text    not null,
  id         text    not null,
  lookup     text,
  revision   integer not null,
  created_at integer not null,
  updated_at integer not null,
  expires_at integer,
  content    text    not null,
  primary key (kind, tenant, id)
) strict, without rowid;

create unique index document_lookup on document (kind, lookup) where lookup is not null;
create index document_expiry on document (kind, expires_at) where expires_at is not null;

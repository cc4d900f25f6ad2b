-- The sessions of clients. key is a hash of the secret session id; state is a JSON document.

create table session (
  key            text    not null primary key,
  number         text    not null,
  tenant         text    not null,
  principal      text    not null,
  principal_kind text    not null,
  scope          text    not null,
  life           integer not null,
  opened_at      integer not null,
  last_seen_at   integer not null,
  requests       integer not null,
  state          text    not null
) strict, without rowid;

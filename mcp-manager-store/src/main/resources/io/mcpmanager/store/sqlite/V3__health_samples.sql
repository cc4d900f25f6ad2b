-- What health checks found: a row for a check, later one for the many checks of a span of time.

-- Short keys: an id of a server in every row would be half of it.
create table health_series (
  series integer not null primary key,
  server text    not null unique
) strict;

-- start is in milliseconds, span in seconds and 0 for one check; times is a histogram of response times.
create table health_sample (
  series    integer not null,
  start     integer not null,
  span      integer not null,
  healthy   integer not null,
  degraded  integer not null,
  unhealthy integer not null,
  unknown   integer not null,
  times     blob    not null,
  primary key (series, start, span)
) strict, without rowid;

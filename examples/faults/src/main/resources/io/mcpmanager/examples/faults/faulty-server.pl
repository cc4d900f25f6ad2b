#!/usr/bin/perl
# An MCP server over standard input and output with one bad habit.
#
#   perl faulty-server.pl HABIT [NAME=VALUE...]
#
# Its tool "echo" gives back the argument "text", whatever the habit; the habit shows at the start or when the tool
# "fault" is called, as the table below says. Further words, such as mark=abc, only make the process easy to find.
# Needs nothing but what Debian calls perl-base.
use strict;
use warnings;
use POSIX ();

my $habit  = shift @ARGV // 'healthy';
my %option = map { split /=/, $_, 2 } grep { /=/ } @ARGV;
my $tools  = $option{tools} // 0;
$| = 1;

sub pause { select undef, undef, undef, $_[0] }

sub forever { pause(3600) while 1 }

sub send_line { print $_[0], "\n" }

sub answer { my ($id, $result) = @_; send_line(qq({"jsonrpc":"2.0","id":$id,"result":$result})) }

sub text { my ($id, $text) = @_; answer($id, qq({"content":[{"type":"text","text":"$text"}]})) }

sub notify { my ($method, $params) = @_; send_line(qq({"jsonrpc":"2.0","method":"$method","params":$params})) }

# Prints so many megabytes of one letter, and no end of line.
sub megabytes { my $some = 'x' x 65536; print $some for 1 .. 16 * $_[0] }

# Does something beside serving, in a process of its own that ends with this one.
sub beside {
  my $work   = shift;
  my $parent = $$;
  defined(my $pid = fork) or die "cannot fork: $!";
  return if $pid;
  close STDIN;
  while (getppid == $parent) { $work->() }
  POSIX::_exit(0);
}

# Writes so many lines a second. No more than 50 at a time: what is longer than 4 KiB may be torn apart in a pipe that
# others write to, and it is the flood that is to be tried here, not torn messages.
sub lines_per_second {
  my ($handle, $rate) = @_;
  my $number = 0;
  my $writes = $rate < 2500 ? 1 : $rate / 2500;
  beside(sub {
    for (1 .. $writes) {
      my $lines = '';
      $lines .= 'line ' . ++$number . " of a flood that says nothing at all, at some length\n" for 1 .. 50;
      syswrite $handle, $lines;
    }
    pause(50 * $writes / $rate);
  });
}

# Starts something that stays if nobody ends it; how it leaves the family is the argument's to say.
sub leave_behind {
  my $leave = shift;
  defined(my $pid = fork) or die "cannot fork: $!";
  return if $pid;
  $leave->();
  $SIG{TERM} = $SIG{HUP} = $SIG{INT} = 'IGNORE';
  forever();
}

sub daemonize {
  POSIX::setsid();
  defined(my $pid = fork) or die "cannot fork: $!";
  POSIX::_exit(0) if $pid;
}

sub close_outputs { close STDIN; close STDOUT; close STDERR }

my $listed = 0;
my @memory;

my %habits = (
  'healthy' => {},

  # --- calls that end badly: the tool "fault"
  'crash-in-call'  => { fault => sub { print STDERR "fault: the disk is on fire\n"; exit 9 } },
  'killed-in-call' => { fault => sub { kill 'KILL', $$; forever() } },
  'half-answer'    => { fault => sub { print qq({"jsonrpc":"2.0","id":$_[0],"resu); exit 3 } },
  'never-answers'  => { fault => sub { } },
  'wedges'         => { fault => sub { forever() } },
  'slow-answer'    => { fault => sub { my $id = $_[0]; pause($option{seconds} // 2); text($id, 'late') } },
  'drips'          => {
    fault => sub { for (split //, qq({"jsonrpc":"2.0","id":$_[0],"result":{"content":[]}}\n)) { print; pause(0.01) } },
  },
  'stops-reading' => { fault => sub { forever() } },
  'closes-stdout' => { fault => sub { close STDOUT; 1 while <STDIN>; forever() } },

  # --- answers that are too large
  'long-line'    => { fault => sub { megabytes($option{mb} // 300); forever() } },
  'long-message' => {
    fault => sub { print qq({"jsonrpc":"2.0","id":$_[0],"result":{"a":"); megabytes($option{mb} // 300); print qq("}}\n) },
  },
  'huge-result' => {
    fault => sub {
      print qq({"jsonrpc":"2.0","id":$_[0],"result":{"content":[{"type":"text","text":");
      megabytes($option{mb} // 50);
      print qq("}]}}\n);
    },
  },
  'deep-result' => { fault => sub { answer($_[0], '[' x 200_000 . ']' x 200_000) } },

  # --- answers that are none
  'garbage'    => { before => sub { send_line("Loading model... 42 %\n\n{not json\n]}[\nnull\n\"text\"\n17\n\0\1\377\376") } },
  'glued'      => { fault  => sub { print 'Done! '; text($_[0], 'glued') } },
  'wrong-ids'  => { fault  => sub { text($_[0] + 1_000_000, 'wrong'); text("\"$_[0]\"", 'wrong'); text('null', 'wrong') } },
  'no-rpc'     => { fault  => sub { send_line('{"hello":"world"}'); send_line('[]'); send_line('[1,2]') } },
  'no-result'  => { fault  => sub { send_line(qq({"jsonrpc":"2.0","id":$_[0]})) } },
  'old-rpc'    => { fault  => sub { send_line(qq({"id":$_[0],"result":{"content":[]}})) } },
  'both'       => { fault  => sub { send_line(qq({"jsonrpc":"2.0","id":$_[0],"result":{},"error":{"code":1,"message":"x"}})) } },
  'bad-result' => { fault  => sub { answer($_[0], '"not an object"') } },
  'bad-utf8'   => { fault  => sub { text($_[0], "\xff\xfe\xc0\x80") } },
  'twice'      => { fault  => sub { text($_[0], 'first'); text($_[0], 'second') } },
  'ahead'      => { fault  => sub { my $id = $_[0]; text($id + $_, 'not yet asked') for 1 .. 50; text($id, 'asked') } },

  # --- floods
  'stderr-flood' => { start => sub { lines_per_second(\*STDERR, $option{rate} // 50_000) } },
  'stdout-flood' => { start => sub { lines_per_second(\*STDOUT, $option{rate} // 50_000) } },
  'logs-flood'   => {
    ready => sub {
      my $number = 0;
      beside(sub {
        notify('notifications/message', qq({"level":"info","logger":"flood","data":"line ) . ++$number . qq("})) for 1 .. 100;
        pause(0.01);
      });
    },
  },
  'requests-flood' => {
    fault => sub {
      my $id = $_[0];
      send_line(qq({"jsonrpc":"2.0","id":"r$_","method":"sampling/createMessage","params":{}})) for 1 .. 20_000;
      text($id, 'asked');
    },
  },
  'list-changed' => {
    ready => sub {
      my $every = ($option{ms} // 10) / 1000;
      beside(sub { notify('notifications/tools/list_changed', '{}'); pause($every) });
    },
    listed => sub { $tools = ($tools + 1) % 40 },
  },
  'memory-hog' => { fault => sub { push @memory, 'x' x 1_048_576 while @memory < ($option{mb} // 300); text($_[0], 'eaten') } },

  # --- lists
  'many-tools'    => { start => sub { $tools = $option{tools} // 5000 } },
  'endless-pages' => { page  => sub { qq({"tools":[{"name":"t) . ++$listed . qq(","inputSchema":{"type":"object"}}],"nextCursor":"again"}) } },
  'bad-list'      => { page  => sub { '{"tools":[1,null,{"name":7},{"name":"ok","inputSchema":{"type":"object"}},{"name":"ok"}]}' } },
  'no-list'       => { page  => sub { undef } },

  # --- starts
  'hangs-in-initialize' => { initialize => sub { 1 } },
  'exits-at-once'       => { start      => sub { print STDERR "fault: no configuration found\n"; exit 4 } },
  'slow-start'          => { start      => sub { pause($option{seconds} // 20) } },
  'never-reads'         => { start      => sub { forever() } },
  'refuses-initialize'  => {
    initialize => sub { send_line(qq({"jsonrpc":"2.0","id":$_[0],"error":{"code":-32000,"message":"no licence"}})); 1 },
  },

  # --- ends
  'ignores-term'  => { start => sub { $SIG{TERM} = $SIG{HUP} = 'IGNORE' }, end => \&forever },
  'grandchildren' => { start => sub { leave_behind(sub { }) for 1 .. 3 } },
  'group-leaver'  => { start => sub { leave_behind(sub { POSIX::setpgid(0, 0) }) } },
  'session-leaver' => { start => sub { leave_behind(sub { POSIX::setsid() }) } },
  'daemonizer'     => { start => sub { leave_behind(sub { daemonize(); close_outputs() }) } },
  'pipe-holder'    => { start => sub { leave_behind(\&daemonize) } },
  'nastiest'       => {
    start => sub {
      $SIG{TERM} = $SIG{HUP} = 'IGNORE';
      leave_behind(sub { });
      leave_behind(\&daemonize);
      leave_behind(sub { daemonize(); close_outputs() });
    },
    end => \&forever,
  },
);

my $does = $habits{$habit} or die "no habit '$habit'; there are: @{[sort keys %habits]}\n";

sub run { my ($when, @with) = @_; return $does->{$when} ? $does->{$when}->(@with) : undef }

sub tool { qq({"name":"$_[0]","description":"$_[0]","inputSchema":{"type":"object"}}) }

sub page_of_tools {
  my ($cursor) = @_;
  my $size = $option{page} // 100;
  my $from = $cursor // 0;
  my $to   = $from + $size > $tools ? $tools : $from + $size;
  my @page = map { tool("tool-$_") } $from + 1 .. $to;
  unshift @page, tool('echo'), tool('fault') unless $from;
  my $next = $to < $tools ? qq(,"nextCursor":"$to") : '';
  return '{"tools":[' . join(',', @page) . "]$next}";
}

sub serve {
  my ($id, $method, $line) = @_;
  if ($method eq 'initialize') {
    return if run('initialize', $id);
    answer($id, '{"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true},"logging":{}},'
        . qq("serverInfo":{"name":"$habit","version":"1"}}));
  } elsif ($method eq 'tools/list') {
    run('listed');
    my ($cursor) = $line =~ /"cursor"\s*:\s*"(\d+)"/;
    my $page = $does->{page} ? run('page') : page_of_tools($cursor);
    answer($id, $page) if defined $page;
  } elsif ($method eq 'tools/call') {
    my ($name) = $line =~ /"name"\s*:\s*"([^"]*)"/;
    if ($name eq 'fault' && $does->{fault}) {
      run('fault', $id);
    } else {
      # unrolled, since Perl repeats a group no more than 65,535 times
      my ($said) = $line =~ /"text"\s*:\s*"([^"\\]*+(?:\\.[^"\\]*+)*)"/;
      text($id, $said // '');
    }
  } else {
    answer($id, '{}');
  }
}

run('start');
while (my $line = <STDIN>) {
  my ($method) = $line =~ /"method"\s*:\s*"([^"]*)"/ or next;
  my ($id)     = $line =~ /"id"\s*:\s*("[^"]*"|-?\d+)/;
  run('ready') if $method eq 'notifications/initialized';
  next if $method =~ /^notifications/;
  run('before');
  serve($id, $method, $line);
}
run('end');

#!/bin/sh
# An MCP server for tests with containers; it needs nothing but busybox. Its first word is its habit.
#
#   server.sh [healthy]       serves until its input ends
#   server.sh stubborn        minds neither SIGTERM nor the end of its input
#   server.sh exits STATUS    says so on standard error and ends at once
#   server.sh silent          never answers
#   server.sh late SECONDS    serves after a while
#   server.sh http PORT       serves Streamable HTTP at /cgi-bin/mcp
. /mcp.sh

serve() {
  while read -r line; do
    handle
  done
}

echo "the shell server begins" >&2
# without a handler of its own the first process of a container would not notice it
trap 'exit 143' TERM
case ${1:-healthy} in
  healthy) serve ;;
  stubborn)
    trap '' TERM
    serve
    while :; do sleep 1; done
    ;;
  exits)
    echo "cannot open the database" >&2
    echo "giving up" >&2
    exit "$2"
    ;;
  silent) while read -r line; do :; done ;;
  late) sleep "$2" && serve ;;
  http) exec httpd -f -p "$2" -h /www ;;
  *) echo "unknown habit $1" >&2; exit 2 ;;
esac

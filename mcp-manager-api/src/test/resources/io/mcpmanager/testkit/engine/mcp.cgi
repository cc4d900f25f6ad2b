#!/bin/sh
# One message of Streamable HTTP.
. /mcp.sh

if [ "$REQUEST_METHOD" != POST ]; then
  printf 'Status: 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n'
  exit
fi
line=$(head -c "$CONTENT_LENGTH")
reply=$(handle)
if [ -z "$reply" ]; then
  printf 'Status: 202 Accepted\r\nContent-Length: 0\r\n\r\n'
else
  printf 'Status: 200 OK\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' "${#reply}" "$reply"
fi

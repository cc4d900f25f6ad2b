#!/bin/sh
# One message of Streamable HTTP. The web server takes one request a connection, and would not say so by itself.
. /mcp.sh

if [ "$REQUEST_METHOD" != POST ]; then
  printf 'Status: 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
  exit
fi
line=$(head -c "$CONTENT_LENGTH")
reply=$(handle)
if [ -z "$reply" ]; then
  printf 'Status: 202 Accepted\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
else
  printf 'Status: 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %s\r\n\r\n%s' "${#reply}" "$reply"
fi

/*
 * The smallest MCP server that can be: it answers by looking for a few names in the message, which is good enough for
 * what gateways and these benchmarks send. "upstream http" prints the port it listens at; "upstream stdio" speaks
 * lines on its standard input and output. A text like "size=100" is answered by one of that length.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  char *bytes;
  size_t from, to, size;
} Buffer;

typedef struct {
  int socket;
  int watched;
  Buffer in, out;
} Connection;

static void room(Buffer *buffer, size_t more) {
  if (buffer->from == buffer->to) buffer->from = buffer->to = 0;
  if (buffer->size - buffer->to >= more) return;
  if (buffer->from > 0) {
    memmove(buffer->bytes, buffer->bytes + buffer->from, buffer->to - buffer->from);
    buffer->to -= buffer->from;
    buffer->from = 0;
  }
  if (buffer->size - buffer->to < more) {
    buffer->size = 2 * buffer->size > buffer->to + more ? 2 * buffer->size : buffer->to + more;
    buffer->bytes = realloc(buffer->bytes, buffer->size);
    if (!buffer->bytes) abort();
  }
}

static void put(Buffer *buffer, const char *bytes, size_t length) {
  room(buffer, length);
  memcpy(buffer->bytes + buffer->to, bytes, length);
  buffer->to += length;
}

/* The JSON string after "name": in a message, without quotes; the messages hold no escapes. */
static const char *text(const char *from, const char *end, const char *name, size_t *length) {
  char key[32];
  int keyLength = snprintf(key, sizeof key, "\"%s\":", name);
  const char *at = memmem(from, (size_t)(end - from), key, (size_t)keyLength);
  if (!at) return NULL;
  at += keyLength;
  while (at < end && *at != '"') at++;
  const char *close = at < end ? memchr(at + 1, '"', (size_t)(end - at - 1)) : NULL;
  if (!close) return NULL;
  *length = (size_t)(close - at - 1);
  return at + 1;
}

/* The id of a message; other members may hold the same name only behind it. */
static const char *id(const char *from, const char *end, size_t *length) {
  const char *at = memmem(from, (size_t)(end - from), "\"id\":", 5);
  if (!at) return NULL;
  at += 5;
  const char *stop = at;
  while (stop < end && *stop != ',' && *stop != '}') stop++;
  *length = (size_t)(stop - at);
  return at;
}

/* A text of the length that is asked for. */
static const char *ofSize(const char *digits, size_t *length) {
  static char *text;
  static size_t size;
  size_t wanted = strtoul(digits, NULL, 10);
  if (wanted > size) {
    text = realloc(text, wanted);
    if (!text) abort();
    memset(text + size, 'x', wanted - size);
    size = wanted;
  }
  *length = wanted;
  return text;
}

/* Writes the answer to a message; 0 if it needs none. */
static int answer(const char *from, const char *end, Buffer *out, int http) {
  static const char tools[] =
      "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}}]}";
  size_t idLength, methodLength, textLength = 0;
  const char *number = id(from, end, &idLength);
  if (!number) return 0;
  const char *method = text(from, end, "method", &methodLength);
  const char *before = "{\"jsonrpc\":\"2.0\",\"id\":", *key = ",\"result\":", *body = "{}", *after = "}";
  const char *payload = "";
  if (method && methodLength == 10 && !memcmp(method, "initialize", 10)) {
    /* whatever revision is asked for will do */
    payload = text(method + 10, end, "protocolVersion", &textLength);
    if (!payload) payload = text(from, end, "protocolVersion", &textLength);
    if (!payload) { payload = "2025-11-25"; textLength = 10; }
    body = "{\"protocolVersion\":\"";
    after = "\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"echo\",\"version\":\"1\"}}}";
  } else if (method && methodLength == 10 && !memcmp(method, "tools/list", 10)) {
    body = tools;
  } else if (method && methodLength == 10 && !memcmp(method, "tools/call", 10)) {
    payload = text(method + 10, end, "text", &textLength);
    if (!payload) payload = text(from, end, "text", &textLength);
    if (!payload) { payload = ""; textLength = 0; }
    if (textLength > 5 && !memcmp(payload, "size=", 5)) payload = ofSize(payload + 5, &textLength);
    body = "{\"content\":[{\"type\":\"text\",\"text\":\"";
    after = "\"}]}}";
  } else if (!method || methodLength != 4 || memcmp(method, "ping", 4)) {
    key = ",\"error\":";
    body = "{\"code\":-32601,\"message\":\"unknown method\"}";
  }
  size_t length = strlen(before) + idLength + strlen(key) + strlen(body) + textLength + strlen(after);
  room(out, length + 256);
  if (http) {
    out->to += (size_t)sprintf(out->bytes + out->to,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", length);
  }
  put(out, before, strlen(before));
  put(out, number, idLength);
  put(out, key, strlen(key));
  put(out, body, strlen(body));
  put(out, payload, textLength);
  put(out, after, strlen(after));
  if (!http) put(out, "\n", 1);
  return 1;
}

static int readInto(int file, Buffer *in) {
  room(in, 256 * 1024);
  ssize_t count = read(file, in->bytes + in->to, in->size - in->to);
  if (count <= 0) return count < 0 && errno == EAGAIN ? 1 : 0;
  in->to += (size_t)count;
  return 1;
}

static void refuse(Connection *c, const char *status) {
  char head[128];
  int length = snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", status);
  put(&c->out, head, (size_t)length);
}

/* Takes the requests that have come as a whole. */
static void serve(Connection *c) {
  while (c->in.from < c->in.to) {
    char *start = c->in.bytes + c->in.from, *end = c->in.bytes + c->in.to;
    char *blank = memmem(start, (size_t)(end - start), "\r\n\r\n", 4);
    if (!blank) return;
    size_t length = 0;
    int chunked = 0;
    for (char *line = start; line < blank; line++) {
      if (*line != '\n') continue;
      if (!strncasecmp(line + 1, "content-length:", 15)) length = strtoul(line + 16, NULL, 10);
      if (!strncasecmp(line + 1, "transfer-encoding:", 18)) chunked = 1;
    }
    char *body = blank + 4, *bodyEnd = body + length;
    if (chunked) {
      /* one piece after the other is moved to where the first began */
      char *at = body;
      bodyEnd = body;
      for (;;) {
        char *eol = at < end ? memmem(at, (size_t)(end - at), "\r\n", 2) : NULL;
        if (!eol) return;
        size_t piece = strtoul(at, NULL, 16);
        if (eol + 2 + piece + 2 > end) return;
        if (!piece) { at = eol + 4; break; }
        at = eol + 2 + piece + 2;
      }
      char *next = at;
      for (at = body;;) {
        char *eol = memmem(at, (size_t)(end - at), "\r\n", 2);
        size_t piece = strtoul(at, NULL, 16);
        if (!piece) break;
        memmove(bodyEnd, eol + 2, piece);
        bodyEnd += piece;
        at = eol + 2 + piece + 2;
      }
      c->in.from = (size_t)(next - c->in.bytes);
    } else {
      if (bodyEnd > end) return;
      c->in.from = (size_t)(bodyEnd - c->in.bytes);
    }
    if (!strncmp(start, "POST ", 5)) {
      if (!answer(body, bodyEnd, &c->out, 1)) refuse(c, "202 Accepted");
    } else {
      refuse(c, "405 Method Not Allowed");
    }
  }
}

static void watch(int poll, Connection *c, int operation, int events) {
  struct epoll_event event = {.events = (uint32_t)events, .data.ptr = c};
  c->watched = events;
  epoll_ctl(poll, operation, c->socket, &event);
}

/* Sends what the socket takes; 0 if the peer is gone. */
static int flush(int poll, Connection *c) {
  while (c->out.from < c->out.to) {
    ssize_t count =
        send(c->socket, c->out.bytes + c->out.from, c->out.to - c->out.from, MSG_NOSIGNAL);
    if (count < 0 && errno != EAGAIN) return 0;
    if (count < 0) break;
    c->out.from += (size_t)count;
  }
  int wanted = c->out.from < c->out.to ? EPOLLIN | EPOLLOUT : EPOLLIN;
  if (wanted != c->watched) watch(poll, c, EPOLL_CTL_MOD, wanted);
  return 1;
}

static int serveHttp(void) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1, poll = epoll_create1(0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 1024)) return 1;
  getsockname(listener, (struct sockaddr *)&address, &length);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  Connection self = {.socket = listener};
  watch(poll, &self, EPOLL_CTL_ADD, EPOLLIN);
  struct epoll_event events[64];
  for (;;) {
    int ready = epoll_wait(poll, events, 64, -1);
    for (int i = 0; i < ready; i++) {
      Connection *c = events[i].data.ptr;
      if (c == &self) {
        Connection *fresh = calloc(1, sizeof *fresh);
        fresh->socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        setsockopt(fresh->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        watch(poll, fresh, EPOLL_CTL_ADD, EPOLLIN);
        continue;
      }
      int alive = 1;
      if (events[i].events & ~(uint32_t)EPOLLOUT) {
        alive = readInto(c->socket, &c->in);
        serve(c);
      }
      if (!flush(poll, c) || !alive) {
        close(c->socket);
        free(c->in.bytes);
        free(c->out.bytes);
        free(c);
      }
    }
  }
}

static int serveLines(void) {
  Buffer in = {0}, out = {0};
  size_t searched = 0;
  while (readInto(0, &in)) {
    for (;;) {
      char *start = in.bytes + in.from;
      char *end = memchr(start + searched, '\n', in.to - in.from - searched);
      if (!end) {
        searched = in.to - in.from;
        break;
      }
      searched = 0;
      answer(start, end, &out, 0);
      in.from = (size_t)(end + 1 - in.bytes);
    }
    while (out.from < out.to) {
      ssize_t count = write(1, out.bytes + out.from, out.to - out.from);
      if (count <= 0) return 1;
      out.from += (size_t)count;
    }
  }
  return 0;
}

int main(int count, char **arguments) {
  return count > 1 && !strcmp(arguments[1], "http") ? serveHttp() : serveLines();
}

/*
 * Calls a tool over HTTP/1.1, as many calls at a time as there are connections, and says how long they took.
 *
 *   load PORT PATH TOOL mcp|rest|fetch CONNECTIONS WARM_UP_SECONDS SECONDS TEXT_BYTES
 *
 * mcp: each connection initializes a session of its own; answers may be JSON or event streams. rest: the body is
 * what mcp-hub takes. fetch: like mcp, but the text is only asked for, not sent. Prints: calls failures seconds p50 p99 allCalls, times in nanoseconds; allCalls counts the
 * warm-up too.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_SAMPLES 4000000
#define ANSWER_SECONDS 60

typedef struct {
  int socket, number, writing;
  char session[300];
  char *request, *answer;
  size_t sent, requestLength, filled, size;
  long id;
  long long began;
} Connection;

static int port, poll, rest, fetch;
static const char *path, *tool;
static char *text;
static size_t textLength;
static float *samples;
static long sampled, failures, allCalls;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void dial(Connection *c) {
  int one = 1;
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  c->socket = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(c->socket, (struct sockaddr *)&address, sizeof address)) fail("connect");
}

static void compose(Connection *c, const char *body, size_t length) {
  int head = sprintf(c->request,
      "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
      "Accept: application/json, text/event-stream\r\n%s%sContent-Length: %zu\r\n\r\n",
      path, port, c->session, *c->session ? "MCP-Protocol-Version: 2025-11-25\r\n" : "", length);
  memcpy(c->request + head, body, length);
  c->requestLength = (size_t)head + length;
  c->sent = c->filled = 0;
}

static void composeCall(Connection *c) {
  static char *body;
  if (!body) body = malloc(textLength + 1024);
  c->id++;
  int length = rest
      ? sprintf(body, "{\"server_name\":\"echo\",\"tool\":\"%s\",\"arguments\":{\"text\":\"", tool)
      : sprintf(body, "{\"jsonrpc\":\"2.0\",\"id\":%ld,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\","
                      "\"arguments\":{\"text\":\"", c->id, tool);
  size_t argument = textLength;
  if (fetch) {
    argument = (size_t)sprintf(body + length, "size=%zu", textLength);
  } else {
    memcpy(body + length, text, textLength);
  }
  const char *close = rest ? "\"}}" : "\"}}}";
  memcpy(body + length + argument, close, strlen(close));
  compose(c, body, (size_t)length + argument + strlen(close));
}

/* Where the answer ends, 0 while it has not come as a whole. Reads a length or chunks. */
static size_t complete(Connection *c, char **body) {
  c->answer[c->filled] = 0;
  char *blank = memmem(c->answer, c->filled, "\r\n\r\n", 4), *end = c->answer + c->filled;
  if (!blank) return 0;
  *body = blank + 4;
  size_t length = 0;
  int chunked = 0;
  for (char *line = c->answer; line < blank; line++) {
    if (*line != '\n') continue;
    if (!strncasecmp(line + 1, "content-length:", 15)) length = strtoul(line + 16, NULL, 10);
    if (!strncasecmp(line + 1, "transfer-encoding:", 18)) chunked = 1;
  }
  if (!chunked) return *body + length <= end ? (size_t)(*body + length - c->answer) : 0;
  for (char *at = *body; at < end;) {
    char *eol = memmem(at, (size_t)(end - at), "\r\n", 2);
    size_t piece = eol ? strtoul(at, NULL, 16) : 0;
    if (!eol || eol + 2 + piece + 2 > end) return 0;
    at = eol + 2 + piece + 2;
    if (!piece) return (size_t)(at - c->answer);
  }
  return 0;
}

/* Whether it is the answer to the call: all of its text, its id, no error. */
static int good(Connection *c, char *body, size_t end) {
  size_t length = end - (size_t)(body - c->answer);
  char id[32];
  int idLength = sprintf(id, "\"id\":%ld", c->id);
  size_t ends = length < 400 ? length : 400;
  char *last = c->answer + end - ends;
  return !strncmp(c->answer, "HTTP/1.1 200", 12) && length > textLength
      && memmem(body, ends, "xxxxx", 5) && !memmem(body, ends, "\"error\"", 7)
      && (rest || memmem(body, ends, id, (size_t)idLength) || memmem(last, ends, id, (size_t)idLength));
}

static void grow(Connection *c) {
  if (c->size - c->filled < 65536) {
    c->size = c->size ? 2 * c->size : 131072;
    c->answer = realloc(c->answer, c->size + 1);
    if (!c->answer) abort();
  }
}

static void exchange(Connection *c) {
  char *body;
  while (c->sent < c->requestLength) {
    ssize_t count = write(c->socket, c->request + c->sent, c->requestLength - c->sent);
    if (count <= 0) fail("write");
    c->sent += (size_t)count;
  }
  grow(c);
  while (!complete(c, &body)) {
    grow(c);
    ssize_t count = read(c->socket, c->answer + c->filled, c->size - c->filled);
    if (count <= 0) fail("closed while a session was opened");
    c->filled += (size_t)count;
  }
}

static void initialize(Connection *c) {
  static const char hello[] =
      "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
      "\"capabilities\":{},\"clientInfo\":{\"name\":\"load\",\"version\":\"1\"}}}";
  static const char ready[] = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
  compose(c, hello, sizeof hello - 1);
  exchange(c);
  char *header = strcasestr(c->answer, "\r\nmcp-session-id:"), *blank = strstr(c->answer, "\r\n\r\n");
  if (header && header < blank) {
    int length = (int)strcspn(header + 2, "\r");
    if (length > 250) fail("session id");
    sprintf(c->session, "%.*s\r\n", length, header + 2);
  }
  compose(c, ready, sizeof ready - 1);
  exchange(c);
}

static void farewell(Connection *c) {
  if (!*c->session) return;
  c->requestLength = (size_t)sprintf(c->request, "DELETE %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", path, port, c->session);
  c->sent = c->filled = 0;
  exchange(c);
}

static void watch(Connection *c, int operation, int writing) {
  struct epoll_event event = {.events = writing ? EPOLLOUT : EPOLLIN, .data.ptr = c};
  c->writing = writing;
  epoll_ctl(poll, operation, c->socket, &event);
}

static void reconnect(Connection *c) {
  close(c->socket);
  dial(c);
  watch(c, EPOLL_CTL_ADD, 0);
}

static int push(Connection *c) {
  while (c->sent < c->requestLength) {
    ssize_t count =
        send(c->socket, c->request + c->sent, c->requestLength - c->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) break;
    if (count < 0) return 0;
    c->sent += (size_t)count;
  }
  int writing = c->sent < c->requestLength;
  if (writing != c->writing) watch(c, EPOLL_CTL_MOD, writing);
  return 1;
}

static void call(Connection *c) {
  composeCall(c);
  c->began = now();
  if (!push(c)) {
    failures++;
    reconnect(c);
    call(c);
  }
}

/* What has come; returns whether the call is over. */
static int pull(Connection *c) {
  char *body;
  grow(c);
  ssize_t count = recv(c->socket, c->answer + c->filled, c->size - c->filled, MSG_DONTWAIT);
  if (count < 0 && errno == EAGAIN) return 0;
  if (count <= 0) {
    failures++;
    reconnect(c);
    return 1;
  }
  c->filled += (size_t)count;
  if (c->filled < textLength) return 0;
  size_t end = complete(c, &body);
  if (!end) return 0;
  allCalls++;
  if (!good(c, body, end)) {
    if (!failures) fprintf(stderr, "not the answer expected: %.500s\n", c->answer);
    failures++;
  } else if (sampled < MOST_SAMPLES) {
    samples[sampled++] = (float)(now() - c->began);
  }
  return 1;
}

static int compare(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return x < y ? -1 : x > y;
}

int main(int count, char **arguments) {
  if (count != 9) return 2;
  port = atoi(arguments[1]);
  path = arguments[2];
  tool = arguments[3];
  rest = !strcmp(arguments[4], "rest");
  fetch = !strcmp(arguments[4], "fetch");
  int connections = atoi(arguments[5]);
  double warmUp = atof(arguments[6]), seconds = atof(arguments[7]);
  textLength = strtoul(arguments[8], NULL, 10);
  text = malloc(textLength);
  memset(text, 'x', textLength);
  samples = malloc(MOST_SAMPLES * sizeof *samples);
  poll = epoll_create1(0);
  Connection *all = calloc((size_t)connections, sizeof *all);
  for (int i = 0; i < connections; i++) {
    all[i].request = malloc(textLength + 4096);
    all[i].id = (i + 1) * 10000000L;
    dial(&all[i]);
    if (!rest) initialize(&all[i]);
    watch(&all[i], EPOLL_CTL_ADD, 0);
  }
  long long began = now(), measured = began + (long long)(warmUp * 1e9), end = measured + (long long)(seconds * 1e9);
  for (int i = 0; i < connections; i++) call(&all[i]);
  int warm = 0, waiting = connections;
  struct epoll_event events[64];
  while (waiting > 0) {
    int ready = epoll_wait(poll, events, 64, 1000);
    long long time = now();
    if (!warm && time >= measured) {
      warm = 1;
      sampled = failures = 0;
      measured = time;
    }
    if (!ready && time > end + ANSWER_SECONDS * 1000000000LL) {
      failures += waiting;
      break;
    }
    for (int i = 0; i < ready; i++) {
      Connection *c = events[i].data.ptr;
      if (c->writing) {
        if (!push(c)) {
          failures++;
          reconnect(c);
        } else {
          continue;
        }
      } else if (!pull(c)) {
        continue;
      }
      if (now() < end) {
        call(c);
      } else {
        waiting--;
      }
    }
  }
  double took = (double)(now() - measured) / 1e9;
  qsort(samples, (size_t)sampled, sizeof *samples, compare);
  printf("%ld %ld %f %.0f %.0f %ld\n", sampled, failures, took, sampled ? samples[sampled / 2] : 0,
      sampled ? samples[sampled * 99 / 100] : 0, allCalls);
  if (!rest && !waiting) {
    for (int i = 0; i < connections; i++) farewell(&all[i]);
  }
  return 0;
}

package io.mcpmanager.spi;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.gateway.Scope;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.server.ServerId;
import java.util.Optional;

/**
 * One message on its way through the gateway, as its sender wrote it: names of tools are the server's own, and what
 * revisions of the protocol call differently is translated after interceptors have seen it. Nothing of the payload is
 * read before it is asked for.
 */
public interface GatewayMessage {

  /** The way a message goes. */
  enum Direction {
    /** From a client. */
    TO_SERVER,
    /** To a client. */
    TO_CLIENT
  }

  /** What a message is. Together with its direction: a request to a client is a question of its server. */
  enum Kind {
    /** It wants an answer. */
    REQUEST,
    /** It answers a request, with a result or an error. */
    ANSWER,
    /** It wants no answer. */
    NOTIFICATION
  }

  /**
   * The client that a message is from or for.
   *
   * @param session number of its session in logs and events; one without a session gets one for each request
   * @param scope what it sees
   * @param name name it gives itself; not to be trusted
   * @param version version it gives itself; not to be trusted
   * @param protocolRevision revision spoken with it
   */
  record Client(
      String session, Scope scope, String name, String version, String protocolRevision) {}

  /** On whose behalf: principal, tenant, and what ties together all that one request causes. */
  CallContext context();

  /** The client it is from or for. */
  Client client();

  /** The way it goes. */
  Direction direction();

  /** What it is. */
  Kind kind();

  /** Its method; for an answer that of its request. */
  String method();

  /** The server it is for or from; empty if the gateway itself answers, from what many servers offer. */
  Optional<ServerId> serverId();

  /** That server's name; empty if there is none. */
  String server();

  /**
   * What is asked for, as the server knows it: the name of a tool or a prompt, or the URI of a resource; for an answer
   * what was asked for. Empty for other methods.
   */
  String target();

  /** Whether it is an answer that says that the request failed in terms of the protocol. */
  boolean isError();

  /** Bytes of the payload; 0 if there is none. */
  int size();

  /** A copy of the payload, JSON in UTF-8: the params, the result, or the error; empty if there is none. */
  byte[] payload();

  /**
   * A value in the payload.
   *
   * @param path names of members, from the outermost; none for the whole payload
   * @return empty if there is no such value
   */
  Optional<Json> json(String... path);

  /** A value in the payload that is a string, unescaped; else as {@link #json}. */
  Optional<String> text(String... path);
}

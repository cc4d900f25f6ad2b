package io.mcpmanager.server.web;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** One file of the page, kept in memory. */
final class Asset {

  private static final Header REVALIDATE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  private static final int TAG_LENGTH = 16;
  private static final Map<String, String> TYPES = Map.of(
      "html", "text/html; charset=utf-8",
      "css", "text/css; charset=utf-8",
      "js", "text/javascript; charset=utf-8",
      "svg", "image/svg+xml");

  private final byte[] content;
  private final Header type;
  private final Header tag;

  private Asset(byte[] content, String type, String tag) {
    this.content = content;
    this.type = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, type);
    this.tag = HeaderValues.createCached(HeaderNames.ETAG, tag);
  }

  /** Reads a file from the program itself. */
  static Asset load(String name) {
    try (InputStream in = Asset.class.getResourceAsStream("/web/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is missing");
      }
      byte[] content = in.readAllBytes();
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (type == null) {
        throw new IllegalStateException("the page's file " + name + " has no known type");
      }
      return new Asset(content, type, "\"" + hash(content) + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(ServerRequest request, ServerResponse response) {
    response.header(REVALIDATE).header(tag);
    if (isKnown(request.headers())) {
      response.status(Status.NOT_MODIFIED_304).send();
    } else {
      response.header(type).send(content);
    }
  }

  private boolean isKnown(Headers headers) {
    return headers.contains(HeaderNames.IF_NONE_MATCH)
        && headers.get(HeaderNames.IF_NONE_MATCH).values().contains(tag.get());
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, TAG_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

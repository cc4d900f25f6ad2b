package io.mcpmanager.server.web;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** One file of the page, kept in memory, as it is and compressed. */
final class Asset {

  private static final Map<String, String> TYPES = Map.of(
      "html", "text/html; charset=utf-8",
      "css", "text/css; charset=utf-8",
      "js", "text/javascript; charset=utf-8",
      "txt", "text/plain; charset=utf-8",
      "svg", "image/svg+xml");
  private static final Header GZIP =
      HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");
  private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept-Encoding");

  private final byte[] content;
  private final byte[] compressed;
  private final Header type;
  private final Header tag;
  private final Header caching;

  private Asset(byte[] content, String type, String tag, String caching) {
    this.content = content;
    this.compressed = compress(content);
    this.type = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, type);
    this.tag = HeaderValues.createCached(HeaderNames.ETAG, '"' + tag + '"');
    this.caching = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, caching);
  }

  /** A file whose path changes with its content, so that it may be kept for good. */
  static Asset lasting(String name, byte[] content) {
    return new Asset(
        content, type(name), Assets.hash(content), "public, max-age=31536000, immutable");
  }

  /** A page, whose path stays the same, so that browsers ask whether it is still the same. */
  static Asset revalidated(String name, byte[] content) {
    return new Asset(content, type(name), Assets.hash(content), "no-cache");
  }

  void send(ServerRequest request, ServerResponse response) {
    response.header(caching).header(tag).header(VARY);
    Headers headers = request.headers();
    if (headers.contains(HeaderNames.IF_NONE_MATCH)
        && headers.get(HeaderNames.IF_NONE_MATCH).values().contains(tag.get())) {
      response.status(Status.NOT_MODIFIED_304).send();
    } else if (takesGzip(headers)) {
      response.header(type).header(GZIP).send(compressed);
    } else {
      response.header(type).send(content);
    }
  }

  private boolean takesGzip(Headers headers) {
    return compressed.length < content.length
        && headers.contains(HeaderNames.ACCEPT_ENCODING)
        && headers.get(HeaderNames.ACCEPT_ENCODING).values().contains("gzip");
  }

  private static String type(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("the page's file " + name + " has no known type");
    }
    return type;
  }

  private static byte[] compress(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}

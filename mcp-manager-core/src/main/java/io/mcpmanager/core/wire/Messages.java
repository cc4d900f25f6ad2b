package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/** Writes whole JSON-RPC messages around payloads that are JSON already. */
public final class Messages {

  private static final byte[] NULL = "null".getBytes(ISO_8859_1);

  /** A request; without {@code params} if that is null. */
  public static byte[] request(RequestId id, String method, byte @Nullable [] params) {
    return call(id.toJson(), method, params);
  }

  /**
   * The params of a request for a tool.
   *
   * @param meta its {@code _meta}, left out if null
   */
  public static byte[] toolCall(String tool, byte[] arguments, byte @Nullable [] meta) {
    byte[] name = JsonText.quote(tool);
    int rest = meta == null ? 0 : 9 + meta.length;
    var writer = new ByteWriter(22 + name.length + arguments.length + rest)
        .ascii("{\"name\":")
        .append(name)
        .ascii(",\"arguments\":")
        .append(arguments);
    if (meta != null) {
      writer.ascii(",\"_meta\":").append(meta);
    }
    return writer.ascii("}").toBytes();
  }

  /** A notification; without {@code params} if that is null. */
  public static byte[] notification(String method, byte @Nullable [] params) {
    return call(null, method, params);
  }

  /** An answer with a result. */
  public static byte[] result(RequestId id, byte[] result) {
    byte[] idJson = id.toJson();
    return new ByteWriter(35 + idJson.length + result.length)
        .ascii("{\"jsonrpc\":\"2.0\",\"id\":")
        .append(idJson)
        .ascii(",\"result\":")
        .append(result)
        .ascii("}")
        .toBytes();
  }

  /**
   * An answer with an error.
   *
   * @param id null if the request's id could not be read
   * @param data left out if null
   */
  public static byte[] error(
      @Nullable RequestId id, int code, String message, byte @Nullable [] data) {
    var writer = new ByteWriter(128)
        .ascii("{\"jsonrpc\":\"2.0\",\"id\":")
        .append(id == null ? NULL : id.toJson())
        .ascii(",\"error\":{\"code\":" + code + ",\"message\":")
        .append(JsonText.quote(message));
    if (data != null) {
      writer.ascii(",\"data\":").append(data);
    }
    return writer.ascii("}}").toBytes();
  }

  private static byte[] call(byte @Nullable [] id, String method, byte @Nullable [] params) {
    byte[] name = JsonText.quote(method);
    int size = 27 + name.length + (id == null ? 0 : id.length + 6);
    var writer = new ByteWriter(params == null ? size : size + 10 + params.length)
        .ascii("{\"jsonrpc\":\"2.0\",");
    if (id != null) {
      writer.ascii("\"id\":").append(id).ascii(",");
    }
    writer.ascii("\"method\":").append(name);
    if (params != null) {
      writer.ascii(",\"params\":").append(params);
    }
    return writer.ascii("}").toBytes();
  }

  private Messages() {}
}

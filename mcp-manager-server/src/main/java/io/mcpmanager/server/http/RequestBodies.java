package io.mcpmanager.server.http;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.mcpmanager.api.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/**
 * Reads the bodies of requests. When a client leaves in the middle of one, nobody is left to be answered and nothing is
 * wrong here: the connection is closed, without an error in the log.
 */
public final class RequestBodies {

  /** The whole body, as long as the server allows; empty if there is none. */
  public static byte[] read(ServerRequest request) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try {
      return request.content().as(byte[].class);
    } catch (InsufficientDataAvailableException e) {
      throw clientLeft(e);
    } catch (NumberFormatException e) {
      throw brokenChunk();
    }
  }

  /** The body, or its first {@code max} bytes if it is longer. */
  public static byte[] read(ServerRequest request, int max) throws IOException {
    long declared = request.headers().contentLength().orElse(-1);
    try (InputStream in = request.content().inputStream()) {
      if (declared < 0) {
        return in.readNBytes(max);
      }
      byte[] body = new byte[(int) Math.min(declared, max)];
      int read = in.readNBytes(body, 0, body.length);
      return read == body.length ? body : Arrays.copyOf(body, read);
    } catch (InsufficientDataAvailableException e) {
      throw clientLeft(e);
    } catch (NumberFormatException e) {
      throw brokenChunk();
    }
  }

  private static CloseConnectionException clientLeft(InsufficientDataAvailableException cause) {
    return new CloseConnectionException("the client left in the middle of its body", cause);
  }

  /** The web server lets the failure to read a chunk's length through as it is; what follows can't be read either. */
  private static RequestRefusedException brokenChunk() {
    return new RequestRefusedException(
        400,
        ErrorCode.MALFORMED_INPUT,
        "a chunk of the body begins with something that is no length",
        Map.of("Connection", "close"));
  }

  private RequestBodies() {}
}

package io.mcpmanager.server.http;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.mcpmanager.api.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
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

  /**
   * The whole body of somebody who is not known yet.
   *
   * @param max most bytes
   * @param patience longest time that it may take
   * @throws RequestRefusedException if it is longer or takes longer
   */
  public static byte[] read(ServerRequest request, int max, Duration patience) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    long end = System.nanoTime() + patience.toNanos();
    var body = new ByteArrayOutputStream();
    byte[] buffer = new byte[1024];
    try (InputStream in = request.content().inputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        body.write(buffer, 0, count);
        if (body.size() > max) {
          throw refused(413, ErrorCode.TOO_LARGE, "the body may have at most " + max + " bytes");
        }
        if (System.nanoTime() > end) {
          throw refused(408, ErrorCode.TIMEOUT, "the body took too long");
        }
      }
      return body.toByteArray();
    } catch (InsufficientDataAvailableException e) {
      throw clientLeft(e);
    } catch (NumberFormatException e) {
      throw brokenChunk();
    } catch (IOException e) {
      throw new CloseConnectionException("the body could not be read to its end", e);
    }
  }

  private static RequestRefusedException refused(int status, ErrorCode code, String message) {
    return new RequestRefusedException(status, code, message, Map.of("Connection", "close"));
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

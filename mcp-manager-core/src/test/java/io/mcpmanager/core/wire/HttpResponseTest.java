package io.mcpmanager.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpResponseTest {

  /** Gives what it has in pieces of at most so many bytes. */
  private static InputStream inPieces(byte[] bytes, int piece) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, piece));
      }
    };
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 100, 7",
    "1, 100, 7",
    "100, 100, 7",
    "8192, 9000, 8192",
    "8193, 9000, 100",
    "3000000, 3000000, 65536",
    "3000000, 4000000, 100000"
  })
  void givenBody_whenReadWithAndWithoutLength_thenItIsWhole(int length, int limit, int piece)
      throws IOException {
    byte[] body = random(length);
    var announced = List.of(new HttpHeader("Content-Length", Integer.toString(length)));

    assertThat(new HttpResponse(200, announced, inPieces(body, piece)).readBody(limit))
        .isEqualTo(body);
    assertThat(new HttpResponse(200, List.of(), inPieces(body, piece)).readBody(limit))
        .isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource({"101, 100", "20000, 10000", "3000000, 2000000", "3000000, 0"})
  void givenTooLongBody_whenRead_thenOneByteMoreThanAllowed(int length, int limit)
      throws IOException {
    byte[] body = random(length);
    var announced = List.of(new HttpHeader("content-length", Integer.toString(length)));

    assertThat(new HttpResponse(200, announced, inPieces(body, 5000)).readBody(limit))
        .isEqualTo(Arrays.copyOf(body, limit + 1));
    assertThat(new HttpResponse(200, List.of(), inPieces(body, 5000)).readBody(limit))
        .isEqualTo(Arrays.copyOf(body, limit + 1));
  }

  @Test
  void givenHeaders_whenOneIsAskedFor_thenTheFirstOfThatNameWhateverItsCase() {
    var response = new HttpResponse(
        200,
        List.of(new HttpHeader("A", "1"), new HttpHeader("b", "2"), new HttpHeader("B", "3")),
        InputStream.nullInputStream());

    assertThat(response.header("B")).contains("2");
    assertThat(response.header("c")).isEqualTo(Optional.empty());
  }
}

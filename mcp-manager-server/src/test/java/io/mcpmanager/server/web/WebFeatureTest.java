package io.mcpmanager.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WebFeatureTest {

  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"(/[^\"]*)\"");
  private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");

  private final HttpServer server = HttpServer.start(
      new HttpLimits(
          "127.0.0.1", 0, 1_000_000, 100, Duration.ofMinutes(1), Duration.ofMillis(500), 16 << 10),
      Authenticator.open(),
      List.of(),
      List.of(new WebFeature()));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/,text/html; charset=utf-8",
    "/assets/app.css,text/css; charset=utf-8",
    "/assets/main.js,text/javascript; charset=utf-8",
    "/assets/favicon.svg,image/svg+xml"
  })
  void givenPart_whenAsked_thenItHasItsTypeAndIsRevalidated(String path, String type)
      throws Exception {
    var first = get(path, "");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    var again = get(path, tag);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Content-Type")).contains(type);
    assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void givenPage_whenItsLinksAndImportsAreFollowed_thenAllAreThere() throws Exception {
    Set<String> paths = new LinkedHashSet<>();
    LINK.matcher(get("/", "").body()).results().forEach(found -> paths.add(found.group(1)));
    IMPORT
        .matcher(get("/assets/main.js", "").body())
        .results()
        .forEach(found -> paths.add("/assets/" + found.group(1)));

    // the API is another feature
    paths.removeIf(path -> path.startsWith("/api/"));
    assertThat(paths).hasSizeGreaterThan(5);
    for (String path : paths) {
      assertThat(get(path, "").statusCode()).as(path).isEqualTo(200);
    }
  }

  @Test
  void givenPage_whenRead_thenNothingInItNeedsALooserPolicy() throws Exception {
    var page = get("/", "");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self';");
    assertThat(page.body()).doesNotContain("<style", " style=", "<script>", "onclick=");
  }

  @Test
  void givenPathOutsideThePage_whenAsked_thenItIsNotFound() throws Exception {
    assertThat(get("/assets/..%2findex.html", "").statusCode()).isEqualTo(404);
    assertThat(get("/assets/none.js", "").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(String path, String tag)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (!tag.isEmpty()) {
      request.header("If-None-Match", tag);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}

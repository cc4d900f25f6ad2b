package io.mcpmanager.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.server.http.Authenticator;
import io.mcpmanager.server.http.HttpLimits;
import io.mcpmanager.server.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WebFeatureTest {

  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"(/[^\"]*)\"");
  private static final Pattern IMPORT =
      Pattern.compile("(?:from |import\\(|URL\\()['`](\\.[^'`$]+)['`]");

  private static final Pattern FROM = Pattern.compile("[\\s}]from ?['\"]([^'\"]+)['\"]");

  private final Map<String, String> texts = new HashMap<>();
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

  @Test
  void givenPage_whenAsked_thenItIsRevalidatedAndItsPartsAreKeptForGood() throws Exception {
    var page = get("/", "");
    var again = get("/", page.headers().firstValue("ETag").orElseThrow());
    var part = get(base() + "/app/main.js", "");

    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(part.headers().firstValue("Content-Type"))
        .contains("text/javascript; charset=utf-8");
    assertThat(part.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
  }

  @Test
  void givenBrowserThatTakesGzip_whenItAsks_thenItGetsLess() throws Exception {
    var request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.port() + base() + "/css/components.css"))
        .header("Accept-Encoding", "br, gzip");
    var small = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    String whole = get(base() + "/css/components.css", "").body();

    assertThat(small.headers().firstValue("Content-Encoding")).contains("gzip");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(whole);
    }
    assertThat(small.body().length).isLessThan(whole.length() / 2);
  }

  @Test
  void givenPage_whenItsLinksAndImportsAreFollowed_thenAllAreThere() throws Exception {
    var seen = new LinkedHashSet<String>();
    var waiting = new ArrayDeque<String>();
    for (String page : List.of("/", "/sign-in")) {
      LINK.matcher(get(page, "").body())
          .results()
          .map(found -> found.group(1))
          .filter(path -> path.startsWith("/assets/"))
          .forEach(waiting::add);
    }
    while (!waiting.isEmpty()) {
      String path = waiting.remove();
      if (!seen.add(path)) {
        continue;
      }
      var answer = get(path, "");
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      if (path.endsWith(".js")) {
        IMPORT
            .matcher(answer.body())
            .results()
            .forEach(
                found -> waiting.add(URI.create(path).resolve(found.group(1)).getPath()));
      }
    }
    assertThat(seen).hasSizeGreaterThan(30);
  }

  @Test
  void givenPageOfTheDashboard_whenItsPathIsAsked_thenTheServerAnswersForIt() throws Exception {
    String pages = get(base() + "/app/pages.js", "").body();
    List<String> paths = Pattern.compile("path: '([^']+)'")
        .matcher(pages)
        .results()
        .map(found -> found.group(1).replaceAll(":(\\w+)\\??", "$1"))
        .toList();

    assertThat(paths).hasSizeGreaterThan(10);
    for (String path : paths) {
      assertThat(get(path, "").body()).as(path).contains("app/main.js");
    }
  }

  @Test
  void givenPage_whenItsModulesAreFetchedFirst_thenItIsThoseItBeginsWithAndNoOthers()
      throws Exception {
    String pages = get(base() + "/app/pages.js", "").body();
    var rows = Pattern.compile("path: '([^']+)'.*import\\('\\.\\./(pages/[^']+)'\\)")
        .matcher(pages)
        .results()
        .toList();

    assertThat(rows).hasSizeGreaterThan(10);
    for (var row : rows) {
      String path = row.group(1).replaceAll(":(\\w+)\\??", "$1");
      assertThat(preloaded(path))
          .as(path)
          .containsExactlyInAnyOrderElementsOf(beginsWith("app/main.js", row.group(2)));
    }
  }

  @Test
  void givenTabOfAServer_whenItsModulesAreFetchedFirst_thenThoseOfTheTabAreAmongThem()
      throws Exception {
    String page = get(base() + "/pages/server.js", "").body();
    var rows = Pattern.compile("key: '([^']*)'.*import\\('\\./(server/[^']+)'\\)")
        .matcher(page)
        .results()
        .toList();

    assertThat(rows).hasSize(7);
    for (var row : rows) {
      String path = row.group(1).isEmpty() ? "/servers/files" : "/servers/files/" + row.group(1);
      assertThat(preloaded(path))
          .as(path)
          .containsExactlyInAnyOrderElementsOf(
              beginsWith("app/main.js", "pages/server.js", "pages/" + row.group(2)));
    }
  }

  private List<String> preloaded(String path) throws Exception {
    return Pattern.compile("modulepreload\" href=\"" + base() + "/([^\"]+)\"")
        .matcher(get(path, "").body())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** What a browser finds by itself, one behind the other. */
  private Set<String> beginsWith(String... modules) throws Exception {
    var found = new LinkedHashSet<>(List.of(modules));
    var waiting = new ArrayDeque<>(found);
    while (!waiting.isEmpty()) {
      String name = waiting.remove();
      String text = texts.containsKey(name)
          ? texts.get(name)
          : get(base() + "/" + name, "").body();
      texts.put(name, text);
      FROM.matcher(text)
          .results()
          .map(one -> one.group(1))
          .map(what -> what.startsWith(".")
              ? URI.create(name).resolve(what).getPath()
              : "lib/" + what.replace("@preact/", "").replace("preact/", "preact-") + ".js")
          .filter(found::add)
          .forEach(waiting::add);
    }
    return found;
  }

  @Test
  void givenSlashAtTheEnd_whenAsked_thenItLeadsToThePageItself() throws Exception {
    for (String path : List.of("/system", "/servers/files/logs", "/servers/a%20b", "/sign-in")) {
      var answer = get(path + "/?q=x%2Fy", "");

      assertThat(answer.statusCode()).as(path).isEqualTo(308);
      assertThat(answer.headers().firstValue("Location")).as(path).contains(path + "?q=x%2Fy");
      assertThat(get(path, "").statusCode()).as(path).isEqualTo(200);
    }
    assertThat(get("/nothing/", "").statusCode()).isEqualTo(404);
    for (String elsewhere : List.of(
        "//example.invalid/", "//example.invalid/../system/", "//example.invalid/%2e%2e/system/")) {
      assertThat(get(elsewhere, "").headers().firstValue("Location").orElse(""))
          .as(elsewhere)
          .doesNotStartWith("//");
    }
  }

  @Test
  void givenPage_whenRead_thenNothingInItNeedsALooserPolicy() throws Exception {
    var page = get("/", "");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self' 'sha256-", "trusted-types-for 'script'");
    assertThat(page.body()).doesNotContain("<style", " style=", "<script>", "onclick=");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .doesNotContain("unsafe");
  }

  @Test
  void givenPathOutsideThePage_whenAsked_thenItIsNotFound() throws Exception {
    assertThat(get("/assets/..%2findex.html", "").statusCode()).isEqualTo(404);
    assertThat(get("/assets/none.js", "").statusCode()).isEqualTo(404);
  }

  /** Where the parts are: a path with a hash in it. */
  private String base() throws Exception {
    Matcher found = Pattern.compile("/assets/[0-9a-f]+").matcher(get("/", "").body());
    assertThat(found.find()).isTrue();
    return found.group();
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

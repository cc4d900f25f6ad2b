package io.mcpmanager.server.web;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.mcpmanager.server.http.ContentPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All files that the dashboard is made of. They stand under a path that has a hash of all of them in it, so that browsers
 * keep them for good and never mix those of two versions.
 */
final class Assets {

  private static final int HASH_LENGTH = 16;
  /** Modules that are needed on most pages, which a browser should not have to find one behind the other. */
  private static final Pattern EVERYWHERE = Pattern.compile("(app|components|lib)/[^/]+\\.js");

  private static final Pattern NOT_EVERYWHERE = Pattern.compile(
      "app/(theme|sign-in|password|json-text)\\.js|lib/qr\\.js"
          + "|components/(diff|diff-lines|json-editor|log-view|password-field|schema|schema-form|shown-once)\\.js");

  private final Map<String, byte[]> files = new TreeMap<>();
  private final String base;

  private Assets() {
    try {
      readOwn();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the program's own place is no file", e);
    }
    readPreact("dist/preact.module.js", "lib/preact.js");
    readPreact("hooks/dist/hooks.module.js", "lib/preact-hooks.js");
    MessageDigest digest = sha256();
    files.forEach((name, content) -> {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update(content);
    });
    base = "/assets/" + HexFormat.of().formatHex(digest.digest()).substring(0, HASH_LENGTH);
  }

  /** Reads them from the program itself. */
  static Assets load() {
    return new Assets();
  }

  /** Serves all but the pages. */
  void routes(HttpRouting.Builder routes) {
    files.forEach((name, content) -> {
      if (!name.endsWith(".html")) {
        routes.get(base + "/" + name, Asset.lasting(name, content)::send);
      }
    });
  }

  /**
   * A page, with the policy that allows what it needs.
   *
   * @param module the module under {@code pages} that it shows first, whose files browsers fetch at once; empty for none
   */
  Handler page(String name, String module) {
    String imports = imports();
    String text = new String(read(name), StandardCharsets.UTF_8)
        .replace("{assets}", base)
        .replace("{imports}", imports)
        .replace("<!-- preloads -->", preloads(module));
    Asset page = Asset.revalidated(name, text.getBytes(StandardCharsets.UTF_8));
    String policy = ContentPolicy.allowing("sha256-"
        + Base64.getEncoder()
            .encodeToString(sha256().digest(imports.getBytes(StandardCharsets.UTF_8))));
    return (request, response) -> {
      response.header("Content-Security-Policy", policy);
      page.send(request, response);
    };
  }

  private byte[] read(String name) {
    byte[] content = files.get(name);
    if (content == null) {
      throw new IllegalStateException("the page's file " + name + " is missing");
    }
    return content;
  }

  /** Where the libraries are that import each other by name. */
  private String imports() {
    return Stream.of(
            new String[] {"preact", "preact"},
            new String[] {"preact/hooks", "preact-hooks"},
            new String[] {"htm", "htm"},
            new String[] {"@preact/signals", "signals"},
            new String[] {"@preact/signals-core", "signals-core"})
        .map(library -> "\"" + library[0] + "\":\"" + base + "/lib/" + library[1] + ".js\"")
        .collect(Collectors.joining(",", "{\"imports\":{", "}}"));
  }

  private String preloads(String module) {
    String first = "pages/" + module;
    return files.keySet().stream()
        .filter(name -> name.endsWith(".js"))
        .filter(name ->
            (EVERYWHERE.matcher(name).matches() && !NOT_EVERYWHERE.matcher(name).matches())
                || name.equals(first + ".js")
                || name.startsWith(first + "/"))
        .map(name -> "<link rel=\"modulepreload\" href=\"" + base + "/" + name + "\">")
        .collect(Collectors.joining("\n  "));
  }

  private void readOwn() throws IOException, URISyntaxException {
    URL place = Assets.class.getResource("/web/index.html");
    if (place == null) {
      throw new IllegalStateException("the page is missing");
    }
    if (place.openConnection() instanceof JarURLConnection jar) {
      try (var archive = FileSystems.newFileSystem(Path.of(jar.getJarFileURL().toURI()))) {
        readAll(archive.getPath("/web"));
      }
    } else {
      readAll(Path.of(place.toURI()).resolveSibling(""));
    }
  }

  private void readAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        files.put(name, Files.readAllBytes(file));
      }
    }
  }

  /** The library comes as a WebJar, whose paths have its version in them. */
  private void readPreact(String file, String name) {
    try (InputStream about = open("/META-INF/maven/org.webjars.npm/preact/pom.properties")) {
      var properties = new Properties();
      properties.load(about);
      try (InputStream in = open(
          "/META-INF/resources/webjars/preact/" + properties.getProperty("version") + "/" + file)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        files.put(
            name, text.replaceAll("//# sourceMappingURL=.*", "").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = Assets.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException(resource + " is missing");
    }
    return in;
  }

  static String hash(byte[] content) {
    return HexFormat.of().formatHex(sha256().digest(content)).substring(0, HASH_LENGTH);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

package io.mcpmanager.server.web;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.mcpmanager.server.http.ContentPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
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

  /** What a module says it imports at its beginning; what it loads later, by {@code import(…)}, is not meant. */
  private static final Pattern IMPORT = Pattern.compile(
      "(?:^|[;}])(?:import|export)\\b(?:[\\w\\s{},*$]*\\bfrom)?\\s*[\"']([^\"'\n]+)[\"']",
      Pattern.MULTILINE);

  /** The libraries that are imported by name. */
  private static final Map<String, String> LIBRARIES = Map.of(
      "preact", "lib/preact.js",
      "preact/hooks", "lib/preact-hooks.js",
      "htm", "lib/htm.js",
      "@preact/signals", "lib/signals.js",
      "@preact/signals-core", "lib/signals-core.js");

  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, List<String>> importsOf = new HashMap<>();
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
   * @param modules those under {@code pages} that it shows first, with all they import: browsers fetch them at once
   */
  Handler page(String name, List<String> modules) {
    String imports = imports();
    String text = text(name)
        .replace("<!-- head -->", text("head.html").strip())
        .replace("<!-- preloads -->", preloads(modules))
        .replace("{assets}", base)
        .replace("{imports}", imports);
    Asset page = Asset.revalidated(name, text.getBytes(StandardCharsets.UTF_8));
    String policy = ContentPolicy.allowing("sha256-"
        + Base64.getEncoder()
            .encodeToString(sha256().digest(imports.getBytes(StandardCharsets.UTF_8))));
    return (request, response) -> {
      response.header("Content-Security-Policy", policy);
      page.send(request, response);
    };
  }

  private String text(String name) {
    return new String(read(name), StandardCharsets.UTF_8);
  }

  private byte[] read(String name) {
    byte[] content = files.get(name);
    if (content == null) {
      throw new IllegalStateException("the page's file " + name + " is missing");
    }
    return content;
  }

  /** Where the libraries are that are imported by name. */
  private String imports() {
    return new TreeMap<>(LIBRARIES)
        .entrySet().stream()
            .map(library ->
                "\"" + library.getKey() + "\":\"" + base + "/" + library.getValue() + "\"")
            .collect(Collectors.joining(",", "{\"imports\":{", "}}"));
  }

  /** All modules that a page begins with, which a browser should not have to find one behind the other. */
  private String preloads(List<String> modules) {
    var found = new LinkedHashSet<String>(List.of("app/main.js"));
    modules.forEach(module -> found.add("pages/" + module + ".js"));
    var waiting = new ArrayDeque<>(found);
    while (!waiting.isEmpty()) {
      for (String other : importsOf.computeIfAbsent(waiting.remove(), this::readImports)) {
        if (found.add(other)) {
          waiting.add(other);
        }
      }
    }
    return found.stream()
        .map(name -> "<link rel=\"modulepreload\" href=\"{assets}/" + name + "\">")
        .collect(Collectors.joining("\n  "));
  }

  private List<String> readImports(String module) {
    return IMPORT
        .matcher(text(module))
        .results()
        .map(found -> imported(module, found.group(1)))
        .toList();
  }

  /** The file that is meant by what a module says it imports. */
  private static String imported(String by, String what) {
    return what.startsWith(".")
        ? URI.create(by).resolve(what).getPath()
        : LIBRARIES.getOrDefault(what, what);
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

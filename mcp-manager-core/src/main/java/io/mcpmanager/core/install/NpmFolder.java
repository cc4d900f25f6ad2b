package io.mcpmanager.core.install;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.server.InstalledPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which npm has installed what one launch needs. A note in it says that the installation is whole, and
 * which version it is; without the note, what is there is the beginning of one.
 */
final class NpmFolder {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOTE = "installed.json";

  private final Path folder;
  private final String packageName;

  NpmFolder(Path folder, String packageName) {
    this.folder = folder;
    this.packageName = packageName;
  }

  Path path() {
    return folder;
  }

  /** The folder of the programs that the installed packages have. */
  Path programs() {
    return folder.resolve("node_modules").resolve(".bin");
  }

  /** Makes a project of it, so that npm looks for none further up. */
  void prepare() {
    try {
      Files.createDirectories(folder);
      Path project = folder.resolve("package.json");
      if (!Files.exists(project)) {
        Files.writeString(project, "{\"private\":true}\n");
      }
    } catch (IOException e) {
      throw new LaunchException("the folder for packages can't be written: " + e.getMessage(), e);
    }
  }

  /** What the note says is installed, if there is one. */
  Optional<InstalledPackage> noted() {
    Path note = folder.resolve(NOTE);
    if (!Files.exists(note)) {
      return Optional.empty();
    }
    JsonNode json = read(note);
    String version = json.path("version").asText();
    return version.isEmpty()
        ? Optional.empty()
        : Optional.of(new InstalledPackage(packageName, version, text(json, "integrity")));
  }

  /** What npm says it has installed. */
  InstalledPackage locked() {
    JsonNode entry = read(folder.resolve("package-lock.json"))
        .path("packages")
        .path("node_modules/" + packageName);
    String version = entry.path("version").asText();
    if (version.isEmpty()) {
      throw new LaunchException("npm has not installed '" + packageName + "'", null);
    }
    return new InstalledPackage(packageName, version, text(entry, "integrity"));
  }

  void note(InstalledPackage installed) {
    var json = JsonNodeFactory.instance
        .objectNode()
        .put("name", installed.name())
        .put("version", installed.version())
        .put("integrity", installed.integrity());
    try {
      Path fresh = Files.writeString(folder.resolve(NOTE + ".new"), json + "\n");
      Files.move(
          fresh,
          folder.resolve(NOTE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new LaunchException("the folder for packages can't be written: " + e.getMessage(), e);
    }
  }

  /**
   * The file to run; empty if it is not there.
   *
   * @param wanted name of the program, or null for the package's only one, or the one that has its name
   */
  Optional<Path> program(@Nullable String wanted) {
    Path manifest = folder.resolve("node_modules").resolve(packageName).resolve("package.json");
    if (!Files.exists(manifest)) {
      return Optional.empty();
    }
    String name = wanted == null ? programOf(read(manifest).path("bin")) : wanted;
    return Optional.of(programs().resolve(name)).filter(Files::isExecutable);
  }

  private String programOf(JsonNode bin) {
    String own = packageName.substring(packageName.indexOf('/') + 1);
    if (bin.isTextual() || bin.has(own)) {
      return own;
    }
    if (bin.size() == 1) {
      return bin.fieldNames().next();
    }
    throw new LaunchException(
        "the package '" + packageName + "' has " + bin.size()
            + " programs and none of its own name; name one with --package=" + packageName,
        null);
  }

  private static @Nullable String text(JsonNode json, String field) {
    return json.hasNonNull(field) ? json.get(field).asText() : null;
  }

  private static JsonNode read(Path file) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      return json == null ? JsonNodeFactory.instance.objectNode() : json;
    } catch (JacksonException e) {
      throw new LaunchException("not JSON: " + file.getFileName() + " of a package", e);
    } catch (IOException e) {
      throw new LaunchException("can't be read: " + file.getFileName() + " of a package", e);
    }
  }
}

package io.mcpmanager.api.server;

import io.mcpmanager.api.error.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the user asked for: everything about a server that is chosen, nothing that is observed. Immutable. A definition
 * may be wrong; {@link #problems()} says how, and {@link Servers} accepts none that is.
 *
 * @param name unique name, part of the server's gateway URL and of its tools' names: 1 to 48 characters from
 *     {@code a-z A-Z 0-9 . _ -}, starting with a letter or digit, without {@code __}
 * @param description for people; at most 1000 characters, may be empty
 * @param labels for filtering; at most 64, keys of 1 to 63 characters, values of at most 255
 * @param launch how it comes to life
 * @param settings time limits, policies and options
 * @param enabled a disabled server is never started
 */
public record ServerDefinition(
    String name,
    String description,
    Map<String, String> labels,
    Launch launch,
    ServerSettings settings,
    boolean enabled) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,47}");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");

  /** Copies the labels, keeping their order. */
  public ServerDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(launch, "launch");
    Objects.requireNonNull(settings, "settings");
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** An enabled server with the default settings of its launch. */
  public static ServerDefinition of(String name, Launch launch) {
    return new ServerDefinition(
        name, "", Map.of(), launch, ServerSettings.defaultFor(launch), true);
  }

  /** The same under another name. */
  public ServerDefinition withName(String newName) {
    return new ServerDefinition(newName, description, labels, launch, settings, enabled);
  }

  /** The same with another description. */
  public ServerDefinition withDescription(String newDescription) {
    return new ServerDefinition(name, newDescription, labels, launch, settings, enabled);
  }

  /** The same with other labels. */
  public ServerDefinition withLabels(Map<String, String> newLabels) {
    return new ServerDefinition(name, description, newLabels, launch, settings, enabled);
  }

  /** The same with another launch. */
  public ServerDefinition withLaunch(Launch newLaunch) {
    return new ServerDefinition(name, description, labels, newLaunch, settings, enabled);
  }

  /** The same with other settings. */
  public ServerDefinition withSettings(ServerSettings newSettings) {
    return new ServerDefinition(name, description, labels, launch, newSettings, enabled);
  }

  /** The same, enabled or disabled. */
  public ServerDefinition withEnabled(boolean newEnabled) {
    return new ServerDefinition(name, description, labels, launch, settings, newEnabled);
  }

  /**
   * Everything that is wrong with the values themselves, each with its field; empty if nothing is. Whether the outside
   * world fits (the command exists, the name is free) is checked by {@link Servers#validate}.
   */
  public List<Problem> problems() {
    var problems = new ArrayList<Problem>();
    if (name.isBlank()) {
      problems.add(new Problem("name", "must not be blank", Problem.Code.REQUIRED));
    } else if (!NAME.matcher(name).matches() || name.contains("__")) {
      problems.add(new Problem(
          "name",
          "must have 1 to 48 characters from a-z A-Z 0-9 . _ -, start with a letter or digit and not contain __",
          Problem.Code.INVALID_FORMAT));
    }
    Ranges.check("description.length", description.length(), 0, 1000, problems);
    Ranges.check("labels.size", labels.size(), 0, 64, problems);
    labels.forEach((key, value) -> {
      if (!LABEL.matcher(key).matches()) {
        problems.add(new Problem(
            "labels." + key,
            "a label has 1 to 63 characters from a-z A-Z 0-9 . _ / - and starts with a letter or digit",
            Problem.Code.INVALID_FORMAT));
      } else if (value.length() > 255) {
        problems.add(new Problem(
            "labels." + key, "must have at most 255 characters", Problem.Code.OUT_OF_RANGE));
      }
    });
    launch.problems().forEach(p -> problems.add(p.within("launch")));
    settings.problems().forEach(p -> problems.add(p.within("settings")));
    if (settings.health().needsAddress() && settings.health().target() == null && !hasUrl()) {
      problems.add(new Problem(
          "settings.health.target",
          "must be given: the server has no URL of its own to check",
          Problem.Code.REQUIRED));
    }
    return problems;
  }

  private boolean hasUrl() {
    return switch (launch) {
      case ProcessLaunch process -> process.httpEndpoint().isPresent();
      case ContainerLaunch container -> container.httpEndpoint().isPresent();
      case RemoteLaunch ignored -> true;
    };
  }
}

package io.mcpmanager.docker.container;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.docker.transport.EngineFaults;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why the engine did not launch a container, in words for people. */
final class LaunchFaults {

  private static final Pattern NO_SOURCE =
      Pattern.compile("bind source path does not exist: (\\S+)");
  private static final Pattern PORT_TAKEN = Pattern.compile(
      "(?:Bind for (\\S+) failed: port is already allocated)|(?:listen \\w+ (\\S+): bind: address already in use)");
  private static final Pattern NOT_EXECUTABLE =
      Pattern.compile("exec: \\\\?\"([^\"\\\\]{1,200})\\\\?\": ([^:]{1,100})");
  private static final Pattern NO_USER =
      Pattern.compile("unable to find (?:user|group) ([^:\\s]{1,100})");

  private LaunchFaults() {}

  /**
   * What the engine meant.
   *
   * @param deed what it was asked for, such as {@code created}
   */
  static LaunchException explain(RuntimeException thrown, ContainerLaunch launch, String deed) {
    return new LaunchException(text(thrown, launch, deed), thrown);
  }

  private static String text(RuntimeException thrown, ContainerLaunch launch, String deed) {
    String said = EngineFaults.reason(thrown);
    String lower = said.toLowerCase(Locale.ROOT);
    if (lower.contains("no such image")) {
      return absent(launch);
    }
    Matcher source = NO_SOURCE.matcher(said);
    if (source.find()) {
      return "the mount's source " + source.group(1) + " does not exist on the engine's machine";
    }
    Matcher port = PORT_TAKEN.matcher(said);
    if (port.find()) {
      return "the port " + (port.group(1) == null ? port.group(2) : port.group(1))
          + " of the engine's machine is taken";
    }
    if (lower.contains("no space left on device")) {
      return "the engine's machine has no space left: " + said;
    }
    Matcher command = NOT_EXECUTABLE.matcher(said);
    if (command.find()) {
      return "the image can't run the command '" + command.group(1) + "': " + command.group(2);
    }
    Matcher user = NO_USER.matcher(said);
    if (user.find()) {
      return "the image has no user or group " + user.group(1);
    }
    int status = EngineFaults.status(thrown).orElse(0);
    if (status == 401 || status == 403 || lower.contains("authorization denied")) {
      return "the engine does not permit the container to be " + deed + ": " + said;
    }
    return status == 0 ? said : "the container could not be " + deed + ": " + said;
  }

  /** A line of what a container writes; one that says that its command can't be run is told which that is. */
  static String named(String line, ContainerLaunch launch) {
    if (!line.startsWith("ERROR (catatonit:") || !line.contains("failed to exec pid1")) {
      return line;
    }
    List<String> command = launch.entrypoint().isEmpty() ? launch.arguments() : launch.entrypoint();
    return command.isEmpty()
        ? line + " (the image's own command)"
        : line + " (the command '" + command.getFirst() + "')";
  }

  /** That the image is not there. */
  static String absent(ContainerLaunch launch) {
    return "the image " + launch.image() + " is not there"
        + (launch.pull().policy() == ImagePull.Policy.NEVER ? ", and is never to be pulled" : "");
  }
}

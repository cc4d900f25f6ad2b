package io.mcpmanager.core.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals a process with everything it started. A process group reaches also what was re-parented when a wrapper ended
 * first; descendants reach what left the group. Both are used, whichever exists.
 */
final class ProcessTree {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
  private static final long KILL_COMMAND_SECONDS = 5;

  private final Process root;
  private final boolean ownGroup;
  private final Optional<Path> killCommand;
  private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();

  ProcessTree(Process root, boolean ownGroup, Map<String, String> managerEnvironment) {
    this.root = root;
    this.ownGroup = ownGroup;
    this.killCommand =
        ownGroup ? Executables.find("kill", Path.of(""), managerEnvironment) : Optional.empty();
  }

  /** Asks the tree to terminate. */
  void terminate() {
    remember();
    seen.forEach(ProcessHandle::destroy);
    root.destroy();
    signalGroup("-TERM");
  }

  /** Ends the tree by force. */
  void kill() {
    remember();
    signalGroup("-KILL");
    seen.forEach(ProcessHandle::destroyForcibly);
    root.destroyForcibly();
  }

  /** After the root has ended: ends by force what it left behind. */
  void sweep() {
    signalGroup("-KILL");
    seen.forEach(ProcessHandle::destroyForcibly);
  }

  /** Whether anything that was seen of the tree still lives, apart from zombies, which nobody can end. */
  boolean anyAlive() {
    return root.isAlive() || seen.stream().anyMatch(ProcessHandle::isAlive);
  }

  /** Notes the descendants there are now: once the root has ended they can't be found through it. */
  void remember() {
    seen.addAll(root.toHandle().descendants().collect(Collectors.toSet()));
  }

  private void signalGroup(String signal) {
    if (!ownGroup || killCommand.isEmpty()) {
      return;
    }
    var words = List.of(killCommand.get().toString(), signal, "--", "-" + root.pid());
    try {
      // it says so when the group is empty, which is what we hope for
      Process kill = new ProcessBuilder(words)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      if (!kill.waitFor(KILL_COMMAND_SECONDS, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
      }
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("pid", root.pid())
          .setCause(e)
          .log("could not signal a process group");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

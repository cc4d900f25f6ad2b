package io.mcpmanager.core.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends families, and makes sure that they have ended. Thread-safe. */
final class Reaper {

  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 200;
  private static final long KILL_COMMAND_SECONDS = 5;

  /** Elsewhere processes may end all the time; so many passes that show nobody count as one without doubt. */
  private static final int EMPTY_PASSES = 3;

  private final ProcessTable table;
  private final Census census;
  private final Optional<Path> killCommand;
  // never opened: what waits for it waits for its time to pass
  private final CountDownLatch never = new CountDownLatch(1);

  Reaper(ProcessTable table, Census census, Map<String, String> managerEnvironment) {
    this.table = table;
    this.census = census;
    this.killCommand = Executables.find("kill", Path.of(""), managerEnvironment);
  }

  /** Asks every member to terminate. */
  void terminate(Family family) {
    census.take();
    family.members().forEach(member -> signal(member, false));
  }

  /**
   * Kills every member, and whoever they start meanwhile, until nobody is left.
   *
   * @return whether nobody is left
   */
  boolean end(Collection<Family> families, Duration limit) throws InterruptedException {
    long left = limit.toMillis();
    long pause = FIRST_PAUSE_MILLIS;
    int empty = 0;
    for (int round = 0; true; round++) {
      boolean complete = census.take();
      List<Family> alive =
          families.stream().filter(family -> !family.members().isEmpty()).toList();
      // somebody may have been started by one who ended during the pass: the next ones show
      empty = alive.isEmpty() ? empty + 1 : 0;
      if (empty >= (complete ? 1 : EMPTY_PASSES)) {
        return true;
      }
      if (left <= 0) {
        return empty > 0;
      }
      if (empty == 0) {
        kill(alive, round > 0);
        long wait = Math.min(pause, left);
        boolean ignored = never.await(wait, TimeUnit.MILLISECONDS);
        left -= wait;
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private void kill(Collection<Family> families, boolean again) {
    for (Family family : families) {
      family.members().forEach(member -> signal(member, true));
      // one signal reaches a whole group, even if its members start others faster than they are
      // counted
      if (again) {
        killGroup(family);
      }
    }
  }

  private void signal(ProcessEntry member, boolean force) {
    try {
      // the handle knows when its process was started: first the handle, then the comparison, and
      // it can't be another's
      Optional<ProcessHandle> handle = ProcessHandle.of(member.pid());
      boolean same =
          table.find(member.pid()).filter(now -> now.start() == member.start()).isPresent();
      if (handle.isPresent() && same) {
        boolean ignored = force ? handle.get().destroyForcibly() : handle.get().destroy();
      }
    } catch (UnsupportedOperationException | SecurityException e) {
      LOG.atWarn()
          .addKeyValue("pid", member.pid())
          .setCause(e)
          .log("a process could not be signalled");
    }
  }

  private void killGroup(Family family) {
    Long group = family.group();
    boolean inhabited =
        group != null && family.members().stream().anyMatch(member -> member.group() == group);
    if (!inhabited || killCommand.isEmpty()) {
      return;
    }
    var words = List.of(killCommand.get().toString(), "-KILL", "--", "-" + group);
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
      LOG.atWarn().addKeyValue("group", group).setCause(e).log("could not signal a process group");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

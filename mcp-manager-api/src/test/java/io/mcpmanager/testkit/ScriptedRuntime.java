package io.mcpmanager.testkit;

import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.spi.ExitStatus;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.ServerRuntime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A runtime without processes that does what a test has scripted. Each server follows its own script, one step per
 * launch; after the last step every launch stays up. It watches that no server ever has two instances alive or two
 * launches under way: see {@link #violations()}. Thread-safe.
 */
public final class ScriptedRuntime implements ServerRuntime {

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Deque<LaunchStep>> scripts = new HashMap<>();
  private final List<ScriptedInstance> instances = new ArrayList<>();
  private final List<LaunchSpec> launches = new ArrayList<>();
  private final List<String> launching = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private CountDownLatch gate = new CountDownLatch(1);
  private Consumer<ScriptedChannel> channelSetup = channel -> {};

  /** Appends steps to the script of the server with this name. */
  public ScriptedRuntime on(String serverName, LaunchStep... steps) {
    lock.lock();
    try {
      scripts.computeIfAbsent(serverName, name -> new ArrayDeque<>()).addAll(List.of(steps));
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** Prepares the channel of every instance launched from now on, for example with answers. */
  public ScriptedRuntime channels(Consumer<ScriptedChannel> setup) {
    lock.lock();
    try {
      channelSetup = setup;
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** Makes {@link #check} find a problem. */
  public ScriptedRuntime finds(Problem problem) {
    lock.lock();
    try {
      problems.add(problem);
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** Lets every launch that hangs now go on; their instances stay up. */
  public void release() {
    lock.lock();
    try {
      gate.countDown();
      gate = new CountDownLatch(1);
    } finally {
      lock.unlock();
    }
  }

  /** Every launch so far, also those that failed. */
  public List<LaunchSpec> launches() {
    lock.lock();
    try {
      return List.copyOf(launches);
    } finally {
      lock.unlock();
    }
  }

  /** How often the server with this name was launched. */
  public int launchesOf(String serverName) {
    return (int)
        launches().stream().filter(spec -> spec.serverName().equals(serverName)).count();
  }

  /** The instances that have not ended. */
  public List<ScriptedInstance> alive() {
    lock.lock();
    try {
      return instances.stream().filter(ScriptedInstance::isAlive).toList();
    } finally {
      lock.unlock();
    }
  }

  /** The newest instance of the server with this name, alive or not. */
  public Optional<ScriptedInstance> instance(String serverName) {
    lock.lock();
    try {
      return instances.stream()
          .filter(instance -> instance.spec().serverName().equals(serverName))
          .reduce((older, newer) -> newer);
    } finally {
      lock.unlock();
    }
  }

  /** Every time the manager asked for something it must not: two instances or two launches of one server. */
  public List<String> violations() {
    lock.lock();
    try {
      return List.copyOf(violations);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean supports(Launch launch) {
    return true;
  }

  @Override
  public List<Problem> check(Launch launch) {
    lock.lock();
    try {
      return List.copyOf(problems);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ScriptedInstance launch(LaunchSpec spec, InstanceListener listener)
      throws InterruptedException {
    String server = spec.server().value();
    LaunchStep step = beginLaunch(spec, server);
    try {
      if (step.kind() == LaunchStep.Kind.HANGS) {
        gate().await();
      }
      if (step.kind() == LaunchStep.Kind.FAILS) {
        throw new LaunchException(String.valueOf(step.failure()), null);
      }
      return newInstance(spec, listener, step);
    } finally {
      endLaunch(server);
    }
  }

  /** Ends every instance still alive, as if it had been killed. */
  @Override
  public void close() {
    alive().forEach(instance -> instance.end(new ExitStatus(137, "killed", true)));
  }

  private CountDownLatch gate() {
    lock.lock();
    try {
      return gate;
    } finally {
      lock.unlock();
    }
  }

  private LaunchStep beginLaunch(LaunchSpec spec, String server) {
    lock.lock();
    try {
      launches.add(spec);
      if (launching.contains(server)) {
        violations.add("two launches of " + server + " under way");
      }
      if (instances.stream().anyMatch(other -> other.isAlive() && sameServer(other, server))) {
        violations.add("launch of " + server + " while an instance is alive");
      }
      launching.add(server);
      LaunchStep step =
          scripts.getOrDefault(spec.serverName(), new ArrayDeque<>()).poll();
      return step == null ? LaunchStep.staysUp() : step;
    } finally {
      lock.unlock();
    }
  }

  private void endLaunch(String server) {
    lock.lock();
    try {
      launching.remove(server);
    } finally {
      lock.unlock();
    }
  }

  private ScriptedInstance newInstance(
      LaunchSpec spec, InstanceListener listener, LaunchStep step) {
    var channel = new ScriptedChannel();
    boolean adopted = step.kind() == LaunchStep.Kind.IS_TAKEN_OVER;
    var instance = new ScriptedInstance(spec, listener, channel, step.whenStopped(), adopted);
    lock.lock();
    try {
      instances.add(instance);
      channelSetup.accept(channel);
    } finally {
      lock.unlock();
    }
    step.errorLines().forEach(line -> instance.write(LogStream.STDERR, line));
    if (step.kind() == LaunchStep.Kind.EXITS) {
      instance.exit(step.exitStatus());
    }
    return instance;
  }

  private static boolean sameServer(ScriptedInstance instance, String server) {
    return instance.spec().server().value().equals(server);
  }
}

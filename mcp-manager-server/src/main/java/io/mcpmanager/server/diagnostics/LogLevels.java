package io.mcpmanager.server.diagnostics;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Levels of the server's own log, changed while it runs and taken back when their time is over. Thread-safe. */
public final class LogLevels implements AutoCloseable {

  /** Form of a logger's name; empty for the root, which all others inherit from. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9_$.-]{0,200}");

  /** Longest time after which a change is taken back. */
  public static final Duration LONGEST = Duration.ofHours(24);

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogLevels.class);
  private static final int MAX_CHANGED = 100;
  private static final String ROOT = "";
  private static final String OWN = "io.mcpmanager";

  /** What a level is called here. */
  public enum Name {
    /** Everything. */
    DEBUG("debug"),
    /** What happens in the normal course. */
    INFO("info"),
    /** What somebody may have to act on. */
    WARNING("warning"),
    /** What went wrong. */
    ERROR("error"),
    /** Nothing. */
    OFF("off");

    private final String text;

    Name(String text) {
      this.text = text;
    }

    /** As requests and answers write it. */
    public String text() {
      return text;
    }

    /** The level of this name, if there is one. */
    public static Optional<Name> of(String text) {
      for (Name name : values()) {
        if (name.text.equals(text)) {
          return Optional.of(name);
        }
      }
      return Optional.empty();
    }

    private Level level() {
      return switch (this) {
        case DEBUG -> Level.FINE;
        case INFO -> Level.INFO;
        case WARNING -> Level.WARNING;
        case ERROR -> Level.SEVERE;
        case OFF -> Level.OFF;
      };
    }

    private static Name of(Level level) {
      for (Name name : values()) {
        if (level.intValue() <= name.level().intValue()) {
          return name;
        }
      }
      return OFF;
    }
  }

  /**
   * The level of one logger.
   *
   * @param logger its name; empty for the root
   * @param level least serious lines that are written
   * @param changed whether it was changed since the start
   * @param until when the change is taken back, or null if it is not
   */
  public record Setting(
      String logger, Name level, boolean changed, @Nullable Instant until) {

    /** When the change is taken back, if it is. */
    public Optional<Instant> end() {
      return Optional.ofNullable(until);
    }
  }

  // holds the logger, which the log manager itself would forget
  private record Change(
      Logger logger,
      @Nullable Level before,
      @Nullable Instant until,
      ManagerClock.@Nullable Timer timer) {}

  private final ManagerClock clock;
  // guards changes
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Change> changes = new TreeMap<>();

  LogLevels(ManagerClock clock) {
    this.clock = clock;
  }

  /** Loggers that have a level of their own, by name; the others inherit it from the longest name they begin with. */
  public List<Setting> list() {
    lock.lock();
    try {
      var names = new TreeSet<>(List.of(ROOT, OWN));
      for (String name : Collections.list(LogManager.getLogManager().getLoggerNames())) {
        Logger logger = LogManager.getLogManager().getLogger(name);
        if (logger != null && logger.getLevel() != null) {
          names.add(name);
        }
      }
      names.addAll(changes.keySet());
      var settings = new ArrayList<Setting>();
      names.forEach(name -> settings.add(setting(name)));
      return settings;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives a logger, and all that inherit from it, another level.
   *
   * @param level or null to take a change back
   * @param time after which the change is taken back, at most {@link #LONGEST}, or null for never
   * @throws McpManagerException with {@link ErrorCode#LIMIT_REACHED} if too many are changed
   */
  public Setting set(String name, @Nullable Name level, @Nullable Duration time) {
    lock.lock();
    try {
      Change earlier = changes.get(name);
      if (level == null) {
        takeBack(name, earlier);
      } else if (earlier == null && changes.size() >= MAX_CHANGED) {
        throw new McpManagerException(
            ErrorCode.LIMIT_REACHED, "levels of " + MAX_CHANGED + " loggers are changed already");
      } else {
        change(name, level, time, earlier);
      }
      LOG.atInfo()
          .addKeyValue("logger", name)
          .addKeyValue("level", level == null ? "default" : level.text())
          .log("log level changed");
      return setting(name);
    } finally {
      lock.unlock();
    }
  }

  private void change(String name, Name level, @Nullable Duration time, @Nullable Change earlier) {
    if (earlier != null && earlier.timer() != null) {
      earlier.timer().cancel();
    }
    Logger logger = earlier == null ? Logger.getLogger(name) : earlier.logger();
    Level before = earlier == null ? logger.getLevel() : earlier.before();
    Instant until = time == null ? null : clock.now().plus(time);
    ManagerClock.Timer timer =
        time == null ? null : clock.schedule(time, () -> expire(name, until));
    changes.put(name, new Change(logger, before, until, timer));
    logger.setLevel(level.level());
  }

  private void expire(String name, @Nullable Instant until) {
    lock.lock();
    try {
      Change change = changes.get(name);
      // a later change of the same logger has an end of its own
      if (change != null && change.until() != null && change.until().equals(until)) {
        takeBack(name, change);
        LOG.atInfo().addKeyValue("logger", name).log("log level is what it was before");
      }
    } finally {
      lock.unlock();
    }
  }

  private void takeBack(String name, @Nullable Change change) {
    if (change != null) {
      if (change.timer() != null) {
        change.timer().cancel();
      }
      changes.remove(name);
      change.logger().setLevel(change.before());
    }
  }

  private Setting setting(String name) {
    Change change = changes.get(name);
    return new Setting(
        name, Name.of(effective(name)), change != null, change == null ? null : change.until());
  }

  private static Level effective(String name) {
    for (Logger logger = Logger.getLogger(name); logger != null; logger = logger.getParent()) {
      if (logger.getLevel() != null) {
        return logger.getLevel();
      }
    }
    return Level.INFO;
  }

  /** Takes all changes back. */
  @Override
  public void close() {
    lock.lock();
    try {
      List.copyOf(changes.keySet()).forEach(name -> takeBack(name, changes.get(name)));
    } finally {
      lock.unlock();
    }
  }
}

package io.mcpmanager.server.diagnostics;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.ManagerClock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flight recordings of this Java process: one at a time, for a limited time, the newest few kept as files that only
 * their owner may read. Thread-safe.
 */
public final class Recordings implements AutoCloseable {

  /** Longest recording. */
  public static final Duration LONGEST = Duration.ofMinutes(10);

  /** Most recordings kept; older ones are deleted. */
  public static final int MAX_KEPT = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Recordings.class);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'recording-'yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);
  private static final Pattern FILE = Pattern.compile("recording-\\d{8}-\\d{6}-\\d{3}\\.jfr");
  private static final String ENDING = ".jfr";
  private static final String UNFINISHED = ".part";

  /**
   * One of them.
   *
   * @param name its name, from the time at which it began
   * @param finished whether its file is there
   * @param bytes length of its file; 0 while it goes on
   * @param endsAt when it will end, or null if it has
   */
  public record Info(
      String name, boolean finished, long bytes, @Nullable Instant endsAt) {

    /** When it will end, if it goes on. */
    public Optional<Instant> end() {
      return Optional.ofNullable(endsAt);
    }
  }

  private record Running(String name, Instant endsAt, JavaRecording recording) {}

  private final Path folder;
  private final ManagerClock clock;
  // guards running; held while the recorder starts and while it writes, each a second or so
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Running running;
  private boolean closed;

  Recordings(Path folder, ManagerClock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Begins to record.
   *
   * @param time how long, at most {@link #LONGEST}
   * @throws McpManagerException with {@link ErrorCode#LIMIT_REACHED} if a recording is going on
   */
  public Info start(Duration time) {
    lock.lock();
    try {
      if (closed) {
        throw new McpManagerException(ErrorCode.SHUTTING_DOWN, "the manager is stopping");
      }
      if (running != null) {
        throw new McpManagerException(
            ErrorCode.LIMIT_REACHED,
            "the recording " + running.name() + " is going on until " + running.endsAt());
      }
      String name = NAME.format(clock.now());
      var started = new Running(name, clock.now().plus(time), JavaRecording.start());
      running = started;
      ManagerClock.Timer ignored = clock.schedule(time, () -> finish(started));
      LOG.atInfo().addKeyValue("recording", name).log("flight recording started");
      return info(started);
    } finally {
      lock.unlock();
    }
  }

  /** Those there are, newest first. */
  public List<Info> list() {
    var all = new ArrayList<Info>();
    Running current = current();
    if (current != null) {
      all.add(info(current));
    }
    for (Path file : files()) {
      try {
        all.add(new Info(nameOf(file), true, Files.size(file), null));
      } catch (IOException deletedMeanwhile) {
        LOG.atDebug().setCause(deletedMeanwhile).log("a recording is no longer there");
      }
    }
    return all;
  }

  /**
   * One of them.
   *
   * @throws McpManagerException with {@link ErrorCode#ROUTE_NOT_FOUND} if there is none of this name
   */
  public Info get(String name) {
    return list().stream()
        .filter(info -> info.name().equals(name))
        .findFirst()
        .orElseThrow(() -> notFound(name));
  }

  /**
   * One whose file is there.
   *
   * @throws McpManagerException with {@link ErrorCode#ROUTE_NOT_FOUND} if there is none of this name
   */
  public Info finished(String name) {
    Info info = get(name);
    if (!info.finished()) {
      throw notFound(name);
    }
    return info;
  }

  /**
   * Copies the file of a finished one.
   *
   * @throws McpManagerException with {@link ErrorCode#ROUTE_NOT_FOUND} if it was deleted meanwhile
   */
  public void copy(Info info, OutputStream out) throws IOException {
    try {
      Files.copy(folder.resolve(info.name() + ENDING), out);
    } catch (NoSuchFileException deleted) {
      throw notFound(info.name());
    }
  }

  private static McpManagerException notFound(String name) {
    return new McpManagerException(
        ErrorCode.ROUTE_NOT_FOUND, "there is no recording " + name + " that has ended");
  }

  private @Nullable Running current() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  private static Info info(Running running) {
    return new Info(running.name(), false, 0, running.endsAt());
  }

  private void finish(Running ended) {
    lock.lock();
    try (JavaRecording recording = ended.recording()) {
      if (!ended.equals(running)) {
        return;
      }
      running = null;
      createFolder();
      deleteUnfinished();
      // under another name until it is whole
      Path unfinished = folder.resolve(ended.name() + UNFINISHED);
      recording.writeTo(unfinished);
      makePrivate(unfinished, "rw-------");
      Files.move(unfinished, folder.resolve(ended.name() + ENDING), StandardCopyOption.ATOMIC_MOVE);
      deleteOld();
      LOG.atInfo().addKeyValue("recording", ended.name()).log("flight recording finished");
    } catch (IOException e) {
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("recording", ended.name())
          .log("a flight recording could not be written");
    } finally {
      lock.unlock();
    }
  }

  private void createFolder() throws IOException {
    Files.createDirectories(folder);
    makePrivate(folder, "rwx------");
  }

  private static void makePrivate(Path file, String permissions) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
  }

  /** What a manager that was killed while it wrote has left. */
  private void deleteUnfinished() throws IOException {
    try (var files = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  private void deleteOld() throws IOException {
    for (Path file : files().stream().skip(MAX_KEPT).toList()) {
      Files.deleteIfExists(file);
    }
  }

  /** Files of finished ones, newest first. */
  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> FILE.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparing(Recordings::nameOf).reversed())
          .toList();
    } catch (IOException e) {
      throw new McpManagerException(
          ErrorCode.INTERNAL_ERROR, "the folder of recordings can't be read", e);
    }
  }

  private static String nameOf(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ENDING.length());
  }

  /** Gives up a recording that is going on. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (running != null) {
        running.recording().close();
        running = null;
      }
    } finally {
      lock.unlock();
    }
  }
}

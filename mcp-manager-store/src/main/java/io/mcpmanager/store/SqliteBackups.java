package io.mcpmanager.store;

import io.mcpmanager.api.backup.Backup;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.StoreException;
import io.mcpmanager.spi.store.BackupStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Backups in a folder beside the database. They are made on a thread of its own: copying takes long and is native. */
final class SqliteBackups implements BackupStore, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("mcp-manager-(\\d{8}T\\d{6}\\.\\d{3}Z)\\.zip");

  private final Path folder;
  private final DatabaseCopy source;
  private final Semaphore free = new Semaphore(1);
  private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
      1,
      1,
      1,
      TimeUnit.SECONDS,
      new ArrayBlockingQueue<>(1),
      Thread.ofPlatform().daemon().name("mcp-store-backup").factory());

  SqliteBackups(Database database, Path folder) {
    this.folder = folder;
    this.source = new DatabaseCopy(database);
    thread.allowCoreThreadTimeOut(true);
  }

  @Override
  public Backup create(Instant now) {
    if (!free.tryAcquire()) {
      throw new McpManagerException(ErrorCode.LIMIT_REACHED, "a backup is being made already");
    }
    Future<Backup> result;
    try {
      result = thread.submit(() -> write(now));
    } catch (RejectedExecutionException e) {
      free.release();
      throw WriteJob.closed();
    }
    try {
      return result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof McpManagerException known
          ? known
          : new StoreException("the backup failed", e.getCause());
    } catch (TimeoutException e) {
      throw new StoreException("the backup took longer than " + PATIENCE.toMinutes() + " min", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while the backup goes on", e);
    }
  }

  private Backup write(Instant now) throws IOException {
    try {
      PrivateFiles.createFolder(folder);
      deleteUnfinished();
      Path target = folder.resolve("mcp-manager-" + TIME.format(now) + ".zip");
      BackupFile.write(source, target, now);
      return backup(target).orElseThrow();
    } finally {
      free.release();
    }
  }

  /** What a killed manager left. */
  private void deleteUnfinished() throws IOException {
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(folder, ".*" + PrivateFiles.PART + "*")) {
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    }
  }

  @Override
  public List<Backup> list(int limit) {
    var found = new ArrayList<Backup>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        backup(file).ifPresent(found::add);
      }
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException e) {
      throw new StoreException("the folder " + folder + " can't be read", e);
    }
    found.sort(Comparator.comparing(Backup::name).reversed());
    return found.subList(0, Math.min(limit, found.size()));
  }

  private static Optional<Backup> backup(Path file) throws IOException {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches()
        ? Optional.of(
            new Backup(name.group(), TIME.parse(name.group(1), Instant::from), Files.size(file)))
        : Optional.empty();
  }

  @Override
  public Optional<InputStream> read(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.newInputStream(folder.resolve(name)));
    } catch (NoSuchFileException missing) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StoreException("the backup " + name + " can't be read", e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    source.cancel();
    try {
      if (!thread.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

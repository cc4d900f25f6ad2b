package io.mcpmanager.core.diagnostics;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.spi.DiagnosticCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a folder can be written to and has room. */
public final class DiskCheck implements DiagnosticCheck {

  private static final long LITTLE = 1024L * 1024 * 1024;
  private static final long TOO_LITTLE = 64L * 1024 * 1024;

  private final String id;
  private final String name;
  private final Path folder;

  /**
   * A check of one folder.
   *
   * @param id of its finding, such as {@code disk.data}
   * @param name what the folder is called, such as {@code data folder}
   */
  public DiskCheck(String id, String name, Path folder) {
    this.id = id;
    this.name = name;
    this.folder = folder.toAbsolutePath();
  }

  /** The folder for temporary files. */
  static DiskCheck ofTemp() {
    return new DiskCheck(
        "disk.temp", "folder for temporary files", Path.of(System.getProperty("java.io.tmpdir")));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public List<Finding> examine(CallContext context) throws IOException {
    Path there = nearestThatExists();
    String where = "the " + name + " " + folder;
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      return List.of(Finding.problem(
          id,
          where + (there.equals(folder) ? " can't be written to" : " can't be created"),
          "Give the manager's user the right to write there, or choose another folder."));
    }
    return List.of(room(where, Files.getFileStore(there).getUsableSpace()));
  }

  private Finding room(String where, long usable) {
    String found = where + " has " + Amounts.bytes(usable) + " left";
    String remedy = "Free some space on its file system, or choose a folder on another one.";
    if (usable < TOO_LITTLE) {
      return Finding.problem(id, found, remedy);
    }
    return usable < LITTLE ? Finding.warning(id, found, remedy) : Finding.ok(id, found);
  }

  private Path nearestThatExists() {
    Path there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }
}

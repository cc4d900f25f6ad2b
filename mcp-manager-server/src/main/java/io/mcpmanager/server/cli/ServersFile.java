package io.mcpmanager.server.cli;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import io.mcpmanager.api.server.ImportReport;
import io.mcpmanager.core.config.ManagerConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers that a configuration wants to be there. */
final class ServersFile {

  private static final Logger LOG = LoggerFactory.getLogger(ServersFile.class);

  private final @Nullable String document;

  private ServersFile(@Nullable String document) {
    this.document = document;
  }

  /**
   * Reads the configured file, if one is configured.
   *
   * @throws ValidationException if it can't be read
   */
  static ServersFile of(ManagerConfig config) {
    Path file = config.serversFile();
    return new ServersFile(file == null ? null : read(file));
  }

  /** Creates, enables and starts those that do not exist yet. */
  void addTo(McpManager manager) {
    if (document != null) {
      ImportReport report = manager.servers().importJson(CallContext.system("serve"), document);
      report.notes().forEach(note -> LOG.atInfo()
          .addKeyValue("server", note)
          .log("a server of the servers file was taken in another way than it is written"));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw refused(file + " does not exist", Problem.Code.NOT_FOUND);
    } catch (CharacterCodingException notUtf8) {
      throw refused(file + " is not UTF-8", Problem.Code.INVALID_FORMAT);
    } catch (IOException unreadable) {
      throw refused(file + " can't be read", Problem.Code.INVALID_FORMAT);
    }
  }

  private static ValidationException refused(String message, Problem.Code code) {
    return new ValidationException(List.of(new Problem("servers.file", message, code)));
  }
}

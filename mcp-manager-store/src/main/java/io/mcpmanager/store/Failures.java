package io.mcpmanager.store;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.StoreException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong in SQLite and what can be done about it. */
final class Failures {

  // result codes of SQLite
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READ_ONLY = 8;
  private static final int IO_ERROR = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANNOT_OPEN = 14;
  private static final int NOT_A_DATABASE = 26;

  /** Speaks of a failure without the statement's arguments, which JDBI puts into its messages. */
  static StoreException of(String what, Throwable e) {
    if (e instanceof StoreException known) {
      return known;
    }
    SQLException cause = sqlCause(e);
    return cause == null
        ? new StoreException(what + " failed: " + e.getClass().getSimpleName(), null)
        : new StoreException(code(cause), what + " failed: " + reason(cause), cause);
  }

  private static ErrorCode code(SQLException e) {
    return switch (e.getErrorCode()) {
      case FULL -> ErrorCode.STORE_FULL;
      case BUSY, LOCKED -> ErrorCode.STORE_LOCKED;
      default -> ErrorCode.STORE_FAILED;
    };
  }

  private static String reason(SQLException e) {
    return switch (e.getErrorCode()) {
      case FULL -> "the disk is full";
      case BUSY, LOCKED -> "another program holds its lock";
      case READ_ONLY -> "the file or its folder is read-only";
      case IO_ERROR -> "the disk reports an error; " + e.getMessage();
      case CORRUPT -> "the database is damaged; restore a backup";
      case CANNOT_OPEN -> "the file can't be opened";
      case NOT_A_DATABASE -> "the file is no database";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static @Nullable SQLException sqlCause(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found) {
        return found;
      }
    }
    return null;
  }

  private Failures() {}
}

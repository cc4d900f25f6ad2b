package io.mcpmanager.api.event;

import io.mcpmanager.api.bulk.BulkCounts;
import io.mcpmanager.api.bulk.BulkState;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.health.HealthStatus;
import io.mcpmanager.api.policy.HeldCall;
import io.mcpmanager.api.policy.Reaction;
import io.mcpmanager.api.policy.ToolPin;
import io.mcpmanager.api.server.Drift;
import io.mcpmanager.api.server.Failure;
import io.mcpmanager.api.server.HealthCheck;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.api.server.ServerState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happened, with the data of that kind of event. Never holds a secret. */
public sealed interface EventData {

  /** The kind of event. */
  EventType type();

  /** How much attention it deserves. */
  default Severity severity() {
    return Severity.INFO;
  }

  /** One line for people. */
  String message();

  /** A server was created. */
  record ServerCreated(long revision) implements EventData {
    @Override
    public EventType type() {
      return EventType.SERVER_CREATED;
    }

    @Override
    public String message() {
      return "created";
    }
  }

  /**
   * A server's definition changed.
   *
   * @param revision the revision after the change
   */
  record ServerUpdated(long revision) implements EventData {
    @Override
    public EventType type() {
      return EventType.SERVER_UPDATED;
    }

    @Override
    public String message() {
      return "definition changed, now revision " + revision;
    }
  }

  /** A server was deleted. */
  record ServerDeleted() implements EventData {
    @Override
    public EventType type() {
      return EventType.SERVER_DELETED;
    }

    @Override
    public String message() {
      return "deleted";
    }
  }

  /**
   * A server moved to another state.
   *
   * @param generation number of the server's life this belongs to; 0 if it has not been started yet
   * @param failure why it is in error, or null if it is not
   * @param nextStart when it is started again, or null if it is not
   */
  record StateChanged(
      ServerState from,
      ServerState to,
      long generation,
      @Nullable Failure failure,
      @Nullable Instant nextStart)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.STATE_CHANGED;
    }

    @Override
    public Severity severity() {
      return to != ServerState.ERROR
          ? Severity.INFO
          : nextStart == null ? Severity.ERROR : Severity.WARNING;
    }

    @Override
    public String message() {
      return from.text() + " → " + to.text() + (failure == null ? "" : ": " + failure.message());
    }
  }

  /**
   * The package that a server's launch needs was installed.
   *
   * @param generation number of the server's life this belongs to
   * @param installed what was installed
   * @param executionMillis how long that took, in milliseconds
   */
  record Installed(long generation, InstalledPackage installed, long executionMillis)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.INSTALLED;
    }

    @Override
    public String message() {
      return "installed " + installed + " in " + executionMillis + " ms";
    }
  }

  /**
   * What is observed of a server differed from what is desired, and something was done about it.
   *
   * @param drift the difference
   * @param generation number of the server's life this belongs to; 0 if it has not been started yet
   * @param attempt how often this has been tried in a row, from 1
   * @param nextAttempt when it is tried again at the earliest, should it not have helped
   */
  record Reconciled(Drift drift, long generation, int attempt, Instant nextAttempt)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.RECONCILED;
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return drift.description() + (attempt == 1 ? "" : " (attempt " + attempt + ")");
    }
  }

  /**
   * A server answers nothing any more although it has not ended.
   *
   * @param generation number of the server's life this belongs to
   * @param inFlight calls it has not answered
   * @param overdue those of them that are older than their time limit
   * @param oldestMillis age of the oldest, in milliseconds
   * @param silentMillis for how long it has sent nothing, in milliseconds
   * @param reaction what is done about it
   */
  record Wedged(
      long generation,
      int inFlight,
      int overdue,
      long oldestMillis,
      long silentMillis,
      HealthCheck.Reaction reaction)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.WEDGED;
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return "wedged: " + overdue + " of " + inFlight + " calls are overdue, the oldest is "
          + oldestMillis + " ms old, it has sent nothing for " + silentMillis
          + " ms and does not answer a ping";
    }
  }

  /**
   * A wedged server answers again.
   *
   * @param generation number of the server's life this belongs to
   * @param wedgedMillis how long it did not, in milliseconds
   */
  record Unwedged(long generation, long wedgedMillis) implements EventData {
    @Override
    public EventType type() {
      return EventType.UNWEDGED;
    }

    @Override
    public String message() {
      return "answers again after " + wedgedMillis + " ms";
    }
  }

  /**
   * A server's health changed.
   *
   * @param error why the last check failed, or null if it did not
   */
  record HealthChanged(
      HealthStatus from, HealthStatus to, @Nullable String error) implements EventData {
    @Override
    public EventType type() {
      return EventType.HEALTH_CHANGED;
    }

    @Override
    public Severity severity() {
      return switch (to) {
        case HEALTHY, UNKNOWN -> Severity.INFO;
        case DEGRADED -> Severity.WARNING;
        case UNHEALTHY -> Severity.ERROR;
      };
    }

    @Override
    public String message() {
      return "health " + from.text() + " → " + to.text() + (error == null ? "" : ": " + error);
    }
  }

  /**
   * A command was carried out or refused.
   *
   * @param command the command's stable name
   * @param error why it failed, or null if it succeeded
   * @param text what happened, for people
   * @param executionMillis how long it took, in milliseconds
   */
  record CommandExecuted(
      String command, @Nullable ErrorCode error, String text, long executionMillis)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.COMMAND_EXECUTED;
    }

    @Override
    public Severity severity() {
      return error == null ? Severity.INFO : Severity.WARNING;
    }

    @Override
    public String message() {
      return command + ": " + text;
    }

    /** Why it failed, if it did. */
    public Optional<ErrorCode> errorCode() {
      return Optional.ofNullable(error);
    }
  }

  /**
   * A command over many servers began.
   *
   * @param run id of the run
   * @param command what is asked of each server, such as {@code start} or {@code undo start}
   * @param servers how many servers it is for
   */
  record BulkStarted(String run, String command, int servers) implements EventData {
    @Override
    public EventType type() {
      return EventType.BULK_STARTED;
    }

    @Override
    public String message() {
      return command + " of " + servers + " servers begins";
    }
  }

  /**
   * A command over many servers has come further. At most two a second are told of one run.
   *
   * @param run id of the run
   * @param command as in {@link BulkStarted}
   * @param counts how far it is
   */
  record BulkProgressed(String run, String command, BulkCounts counts) implements EventData {
    @Override
    public EventType type() {
      return EventType.BULK_PROGRESSED;
    }

    @Override
    public String message() {
      return command + ": " + counts.done() + " of " + counts.total() + " servers done";
    }
  }

  /**
   * A command over many servers came to its end.
   *
   * @param run id of the run
   * @param command as in {@link BulkStarted}
   * @param state how it ended: finished or cancelled
   * @param counts what came of it
   */
  record BulkFinished(String run, String command, BulkState state, BulkCounts counts)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.BULK_FINISHED;
    }

    @Override
    public Severity severity() {
      return counts.failed() == 0 ? Severity.INFO : Severity.WARNING;
    }

    @Override
    public String message() {
      return command + " of " + counts.total() + " servers " + state.text() + ": "
          + counts.succeeded() + " succeeded, " + counts.skipped() + " skipped, "
          + counts.failed() + " failed, " + counts.cancelled() + " cancelled";
    }
  }

  /** What a server offers was read anew; numbers of what it offers now. */
  record CatalogChanged(int tools, int prompts, int resources, int resourceTemplates)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.CATALOG_CHANGED;
    }

    @Override
    public String message() {
      return tools + " tools, " + prompts + " prompts, " + resources + " resources, "
          + resourceTemplates + " resource templates";
    }
  }

  /** What a server offers could not be read; what was read before is served on. */
  record ListingFailed(Failure failure) implements EventData {
    @Override
    public EventType type() {
      return EventType.LISTING_FAILED;
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return failure.message();
    }
  }

  /**
   * A client opened a session at the gateway.
   *
   * @param session number of the session in logs and events; not the secret session id
   * @param scope what the session sees, such as {@code all} or {@code server:files}
   * @param client name and version the client gives itself; not to be trusted
   * @param protocolRevision protocol revision agreed on
   */
  record SessionOpened(String session, String scope, String client, String protocolRevision)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.SESSION_OPENED;
    }

    @Override
    public String message() {
      return "client " + client + " connected to " + scope + " with revision " + protocolRevision;
    }
  }

  /**
   * A client's session at the gateway ended.
   *
   * @param session as in {@link SessionOpened}
   * @param reason why it ended
   */
  record SessionClosed(String session, String reason) implements EventData {
    @Override
    public EventType type() {
      return EventType.SESSION_CLOSED;
    }

    @Override
    public String message() {
      return "client session ended: " + reason;
    }
  }

  /**
   * A client goes on with the session it had before the manager was restarted.
   *
   * @param session as in {@link SessionOpened}
   * @param client name and version it gives itself
   * @param life how many managers have had the session before this one
   */
  record SessionRevived(String session, String client, int life) implements EventData {
    @Override
    public EventType type() {
      return EventType.SESSION_REVIVED;
    }

    @Override
    public String message() {
      return "client " + client + " goes on with its session after a restart of the manager";
    }
  }

  /**
   * A client's call was under way when the manager ended: it was not repeated, and its answer is lost.
   *
   * @param session as in {@link SessionOpened}
   * @param request the client's id of the request, as JSON
   * @param method what was asked for
   */
  record CallInterrupted(String session, String request, String method) implements EventData {
    @Override
    public EventType type() {
      return EventType.CALL_INTERRUPTED;
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return "request " + request + " (" + method + ") of a client was interrupted by the end of"
          + " the manager and not repeated";
    }
  }

  /**
   * Somebody asked for something at the gateway that they may not use. When that happens again and again it is told once a
   * minute.
   *
   * @param session as in {@link SessionOpened}, of the first time
   * @param client name the client gives itself; not to be trusted
   * @param method what was to be done
   * @param target name or URI of what was asked for, cut after 256 characters; may be empty
   * @param reason why not
   * @param times how often this principal was denied this since the last such event
   */
  record AccessDenied(
      String session, String client, String method, String target, String reason, long times)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.ACCESS_DENIED;
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return method + (target.isEmpty() ? "" : " " + target) + " was denied"
          + (times == 1 ? "" : " " + times + " times") + ": " + reason;
    }
  }

  /**
   * Somebody signed in.
   *
   * @param method how: {@code password}, {@code link}, {@code provider} or {@code tokens}
   */
  record SignedIn(String method) implements EventData {
    @Override
    public EventType type() {
      return EventType.SIGNED_IN;
    }

    @Override
    public String message() {
      return "signed in by " + method;
    }
  }

  /**
   * Somebody could not sign in, or presented a credential that is not valid.
   *
   * @param user id of the principal they said they are, if there is one by that name; else empty
   * @param method how they tried: as in {@link SignedIn}, or {@code key}, {@code token}, {@code refresh}, {@code session}
   * @param reason why it failed, for people
   */
  record SignInFailed(String user, String method, String reason) implements EventData {
    @Override
    public EventType type() {
      return EventType.SIGN_IN_FAILED;
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return "signing in by " + method + " failed: " + reason;
    }
  }

  /**
   * A user, role, key or session changed.
   *
   * @param kind {@code user}, {@code role}, {@code key}, {@code session} or {@code signing-key}
   * @param id which one
   * @param change what was done, such as {@code created} or {@code revoked}
   */
  record AccessChanged(String kind, String id, String change) implements EventData {
    @Override
    public EventType type() {
      return EventType.ACCESS_CHANGED;
    }

    @Override
    public String message() {
      return kind + " " + id + " " + change;
    }
  }

  /**
   * The rules about tools changed.
   *
   * @param revision the revision after the change
   * @param rules how many rules there are now
   */
  record PolicyChanged(long revision, int rules) implements EventData {
    @Override
    public EventType type() {
      return EventType.POLICY_CHANGED;
    }

    @Override
    public String message() {
      return "the policy about tools changed, now revision " + revision + " with " + rules
          + " rules";
    }
  }

  /**
   * The definition of a tool is new, has changed or was approved. Of what is new and passes, only what has suspicious texts
   * is told.
   *
   * @param tool name of the tool, as the server knows it, with characters that can't be seen escaped
   * @param state what the definition is now
   * @param reaction what becomes of calls
   * @param hash of the definition
   * @param differences what has changed, for people; at most 20
   * @param flags what is suspicious about its texts, for people; at most 20
   */
  record ToolChanged(
      String tool,
      ToolPin.State state,
      Reaction reaction,
      String hash,
      List<String> differences,
      List<String> flags)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.TOOL_CHANGED;
    }

    @Override
    public Severity severity() {
      return state == ToolPin.State.CHANGED || !flags.isEmpty() ? Severity.WARNING : Severity.INFO;
    }

    @Override
    public String message() {
      String what =
          switch (state) {
            case SEEN -> "is new";
            case CHANGED -> "has changed: " + String.join("; ", differences);
            case APPROVED -> "was approved";
          };
      String consequence =
          switch (reaction) {
            case PASS -> "";
            case ASK -> "; its calls are held for approval";
            case BLOCK -> "; it is blocked until it is approved";
          };
      return "tool " + tool + " " + what
          + (flags.isEmpty() ? "" : "; suspicious: " + String.join("; ", flags)) + consequence;
    }
  }

  /**
   * A call of a tool waits for somebody's approval.
   *
   * @param call id of the held call
   * @param session as in {@link SessionOpened}
   * @param client name the client gives itself; not to be trusted
   * @param principal id of who calls
   * @param tool name of the tool
   * @param reason why it is held
   * @param expiresAt until when it can be approved
   */
  record CallHeld(
      String call,
      String session,
      String client,
      String principal,
      String tool,
      String reason,
      Instant expiresAt)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.CALL_HELD;
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String message() {
      return "a call of tool " + tool + " by " + principal + " waits for approval: " + reason;
    }
  }

  /**
   * A call that waited was approved, denied, or is over.
   *
   * @param call id of the held call
   * @param principal id of who called
   * @param tool name of the tool
   * @param state what has become of it
   * @param reason more about it, for people; may be empty
   */
  record CallDecided(
      String call, String principal, String tool, HeldCall.State state, String reason)
      implements EventData {
    @Override
    public EventType type() {
      return EventType.CALL_DECIDED;
    }

    @Override
    public String message() {
      String end =
          switch (state) {
            case HELD -> "held";
            case APPROVED -> "approved";
            case DENIED -> "denied";
            case EXPIRED -> "not approved in time";
            case OUTDATED -> "given up";
          };
      return "a call of tool " + tool + " by " + principal + " was " + end
          + (reason.isEmpty() ? "" : ": " + reason);
    }
  }

  /** The manager started or is stopping. */
  record ManagerChanged(String change) implements EventData {
    @Override
    public EventType type() {
      return EventType.MANAGER_CHANGED;
    }

    @Override
    public String message() {
      return "manager " + change;
    }
  }

  /**
   * What an earlier life of the manager had left running was found. Counts instances.
   *
   * @param ended how many have been ended
   * @param adopted how many go on, now in the hands of this life
   * @param remaining how many could not be ended yet; their servers are not started before they are
   * @param processes number of processes found, of all of them
   * @param servers names of the servers concerned, as far as known, at most 100
   */
  record LeftoversFound(int ended, int adopted, int remaining, int processes, List<String> servers)
      implements EventData {

    /** Copies the list. */
    public LeftoversFound {
      servers = List.copyOf(servers);
    }

    @Override
    public EventType type() {
      return EventType.LEFTOVERS_FOUND;
    }

    @Override
    public Severity severity() {
      return remaining > 0 ? Severity.ERROR : Severity.WARNING;
    }

    @Override
    public String message() {
      return "an earlier life of the manager had left " + (ended + adopted + remaining)
          + " instances (" + processes + " processes): " + ended + " ended, " + adopted
          + " adopted, " + remaining + " remaining";
    }
  }

  /** Something in the manager itself failed. */
  record ManagerError(String component, String text) implements EventData {
    @Override
    public EventType type() {
      return EventType.MANAGER_ERROR;
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String message() {
      return component + ": " + text;
    }
  }
}

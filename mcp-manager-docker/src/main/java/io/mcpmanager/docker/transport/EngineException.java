package io.mcpmanager.docker.transport;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import org.jspecify.annotations.Nullable;

/** The container engine can't be used as it is. Says why, and what to do about it. */
public final class EngineException extends McpManagerException {

  private static final long serialVersionUID = 1L;

  /** Why an engine can't be used. */
  public enum Fault {
    /** Nothing is there. */
    ABSENT,
    /** It is there, and does not let this user in. */
    NOT_PERMITTED,
    /** It is there, and older than what is needed. */
    TOO_OLD,
    /** What says where it is makes no sense. */
    MISCONFIGURED,
    /** It is there, and did not answer in time. */
    NOT_ANSWERING,
    /** What it answered is not what a container engine answers, or broke off. */
    BROKEN
  }

  private final Fault fault;
  private final String remedy;

  /**
   * An engine that can't be used.
   *
   * @param found what was found, for people: a sentence without its full stop; no secrets
   * @param remedy what to do about it, for people: whole sentences
   */
  public EngineException(Fault fault, String found, String remedy, @Nullable Throwable cause) {
    super(ErrorCode.RUNTIME_UNAVAILABLE, found, cause);
    this.fault = fault;
    this.remedy = remedy;
  }

  /** Why it can't be used. */
  public Fault fault() {
    return fault;
  }

  /** What was found, without what to do about it. */
  public String found() {
    return EngineFaults.orElse(getMessage(), fault.name());
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}

package io.mcpmanager.api.diagnostics;

import java.util.Objects;

/**
 * What a check found.
 *
 * @param id stable name of what was looked at, such as {@code store.integrity}; programs decide on it
 * @param subject which of several it is, such as a server's name; empty if there is one only
 * @param status how bad it is
 * @param found what was found, for people: one sentence without a full stop; never a secret
 * @param remedy what to do about it, for people: one or two sentences; may be empty if the status is {@code OK}
 */
public record Finding(String id, String subject, Status status, String found, String remedy) {

  /** How bad a finding is, from good to bad. */
  public enum Status {
    /** As it should be. */
    OK("ok"),
    /** Not looked at, or not to the end. */
    SKIPPED("skipped"),
    /** Works, but may not for long, or not well. */
    WARNING("warning"),
    /** Does not work. */
    PROBLEM("problem");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    /** The text that REST bodies and the command line show. */
    public String text() {
      return text;
    }
  }

  /** Refuses a finding without a name, and bad news without a remedy. */
  public Finding {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(found, "found");
    if (id.isBlank()) {
      throw new IllegalArgumentException("id must not be blank");
    }
    if (remedy.isBlank() && (status == Status.WARNING || status == Status.PROBLEM)) {
      throw new IllegalArgumentException("remedy must be given for " + status + " of " + id);
    }
  }

  /** All is well. */
  public static Finding ok(String id, String found) {
    return new Finding(id, "", Status.OK, found, "");
  }

  /** It was not looked at, or not to the end. */
  public static Finding skipped(String id, String why, String remedy) {
    return new Finding(id, "", Status.SKIPPED, why, remedy);
  }

  /** It works, but may not for long, or not well. */
  public static Finding warning(String id, String found, String remedy) {
    return new Finding(id, "", Status.WARNING, found, remedy);
  }

  /** It does not work. */
  public static Finding problem(String id, String found, String remedy) {
    return new Finding(id, "", Status.PROBLEM, found, remedy);
  }

  /** The same finding about one of several. */
  public Finding about(String newSubject) {
    return new Finding(id, newSubject, status, found, remedy);
  }
}

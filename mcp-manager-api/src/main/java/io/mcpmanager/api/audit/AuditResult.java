package io.mcpmanager.api.audit;

/** How what was tried has ended. */
public enum AuditResult {
  /** It was done. */
  DONE,
  /** It was refused. */
  DENIED,
  /** It was tried and failed. */
  FAILED;

  /** As interfaces write it: {@code done}, {@code denied}, {@code failed}. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}

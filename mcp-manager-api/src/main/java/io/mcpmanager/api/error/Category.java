package io.mcpmanager.api.error;

/** What kind of failure an {@link ErrorCode} stands for; decides the status a transport answers with. */
public enum Category {
  /** The input is wrong; the caller can correct it and try again. */
  USER,
  /** What was asked for does not exist, or the caller may not know that it does. */
  NOT_FOUND,
  /** The input is fine but does not fit the present state; the caller can look again and retry. */
  CONFLICT,
  /** A bound was reached: size, number, rate or time. */
  RESOURCE,
  /** Something outside the manager failed, such as an MCP server or an engine. */
  EXTERNAL,
  /** The manager itself failed. */
  INTERNAL
}

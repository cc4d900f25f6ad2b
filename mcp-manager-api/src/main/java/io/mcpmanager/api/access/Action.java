package io.mcpmanager.api.access;

import java.util.Locale;

/** What a permission lets somebody do in an area. None includes another. */
public enum Action {
  /** Look. */
  READ,
  /** Create, change, delete. */
  WRITE,
  /** Run: start, stop, call. */
  EXECUTE,
  /** Take out in bulk. */
  EXPORT,
  /** Everything, everywhere; of the area {@link Area#ADMIN} only. */
  FULL;

  /** The action in lower case, as scopes write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
